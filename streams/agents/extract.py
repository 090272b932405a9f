"""HTML to text, and a text to its signature, each in a process of its own: the event loop only waits.

A page may take seconds, so pages have a process to themselves. Texts are signed many at a time: cleaning and
signing are the larger part of what an article costs, and done here they leave the loop to Kafka.
"""

from collections.abc import Sequence
from functools import partial

from streams.aside import Aside, Ended
from streams.domain.signing import Text, signed_all
from streams.domain.sketch import Signature
from streams.errors import Reason, Rejected
from streams.wire.html import extract

PAGE_S_MAX = 20.0
TEXTS_S_MAX = 30.0
TEXTS_MAX = 128  # while these are signed the loop gets to hand on the last ones
_PAGE = "<html><body><article><p>One page makes the process ready for the next.</p></article></body></html>"

Read = tuple[str, Signature]  # an article's story, cleaned, and the signature of that


class Extractor:
    """Extracts pages one after the other; one that takes too long, or kills the process, is rejected."""

    def __init__(self, *, page_s_max: float = PAGE_S_MAX) -> None:
        self._page_s_max = page_s_max
        self.aside = Aside(partial(extract, _PAGE, url=None))

    async def text(self, html: str, *, url: str | None) -> str:
        """Return the article's text. Raises Rejected(UNEXTRACTABLE) where there is none to be had."""
        try:
            return await self.aside.run(partial(extract, html, url=url), limit_s=self._page_s_max)
        except Ended as error:
            raise Rejected(Reason.UNEXTRACTABLE, str(error)) from error


class Signer:
    """Cleans and signs texts; one that hangs or kills the process is rejected, the rest of its batch not."""

    def __init__(self, *, texts_s_max: float = TEXTS_S_MAX) -> None:
        self._texts_s_max = texts_s_max
        self.aside = Aside(
            partial(signed_all, [Text("One title", "One text makes the process ready for the next.")])
        )

    async def read(self, texts: Sequence[Text]) -> list[Read | Rejected]:
        """Return the story and signature of each text, in order, or why it was rejected."""
        try:
            return list(await self.aside.run(partial(signed_all, texts), limit_s=self._texts_s_max))
        except Ended as error:
            if len(texts) == 1:
                return [Rejected(Reason.UNEXTRACTABLE, str(error))]
            return [one for text in texts for one in await self.read([text])]
