"""Records of one source are read in the order in which they came, whatever takes long about one of them."""

import asyncio
from typing import Any

import pytest

from streams.agents.lessons import Lessons
from streams.agents.pending import Signed
from streams.agents.reading import Reading
from streams.domain.canary import canary
from streams.domain.signing import Text, signed
from streams.errors import Reason, Rejected
from streams.wire.canary import MARK
from tests.builders import START, a_raw_article, a_text
from tests.unit.agents.fakes import FakeFlow, FakeRows

PAGE = "<p>A page</p>"


class Pages:
    """An extractor that answers a page when told to."""

    def __init__(self) -> None:
        self.answers: dict[str, asyncio.Future[str]] = {}

    async def text(self, _: str, *, url: str) -> str:
        """Return what the test answers for the page at this address."""
        return await self.answers.setdefault(url, asyncio.get_running_loop().create_future())


class SignsHere:
    """A signer without a process."""

    async def read(self, texts: list[Text]) -> list[Any]:
        """Return stories and signatures."""
        return [signed(text.body, title=text.title, left_out=text.left_out) for text in texts]


class Read:
    """A reading in memory, and the offsets that it admitted."""

    def __init__(self) -> None:
        self.flow, self.rows, self.pages = FakeFlow(), FakeRows(), Pages()
        self.admitted: list[int] = []
        self.signed: list[Signed] = []
        flow: Any = self.flow
        rows: Any = self.rows
        pages: Any = self.pages
        signer: Any = SignsHere()
        self.reading = Reading(flow, lessons=Lessons(flow, rows), admit=self._admit)
        self.reading._extractor, self.reading._signer = pages, signer

    def take(self, offset: int, **given: Any) -> None:
        """Take up the raw article of this offset; one with `html` waits for its page."""
        text = None if "html" in given else a_text(offset)
        self.reading.take(self.flow.ticket(offset), a_raw_article(offset, **{"text": text} | given))

    async def turns(self) -> None:
        """Let the loop do what it can."""
        for _ in range(20):
            await asyncio.sleep(0)

    def answer(self, url: str, body: str | Rejected) -> None:
        """Answer a page."""
        if isinstance(body, Rejected):
            self.pages.answers[url].set_exception(body)
        else:
            self.pages.answers[url].set_result(body)

    def _admit(self, signed: Signed) -> None:
        self.admitted.append(signed.ticket.offset)
        self.signed.append(signed)


@pytest.fixture
async def read() -> Read:
    """A reading that has begun."""
    return Read()


async def test_a_slow_page_holds_up_its_own_source_and_no_other(read: Read) -> None:
    """What a source repeats is learned in the order of its records."""
    read.take(0, html=PAGE, url="slow")
    read.take(1)
    read.take(2, source="Courier")
    await read.turns()
    assert read.admitted == [2]
    read.answer("slow", a_text(0))
    await read.turns()
    assert read.admitted == [2, 0, 1]


async def test_versions_of_an_article_keep_their_order_under_two_names_of_its_source(read: Read) -> None:
    read.take(0, html=PAGE, url="slow", id="a" * 32)
    read.take(1, source="Courier", id="a" * 32)
    await read.turns()
    read.answer("slow", a_text(0))
    await read.turns()
    assert read.admitted == [0, 1]


async def test_a_page_that_cannot_be_read_lets_nobody_pass_who_waited_for_one_before_it(read: Read) -> None:
    """The third waits for the second, which is rejected while the first is still being read."""
    read.take(0, html=PAGE, url="slow")
    read.take(1, html=PAGE, url="broken")
    read.take(2)
    await read.turns()
    read.answer("broken", Rejected(Reason.UNEXTRACTABLE, "no article"))
    await read.turns()
    assert read.admitted == []
    read.answer("slow", a_text(0))
    await read.turns()
    assert read.admitted == [0, 2]
    assert [offset for offset, _ in read.flow.buried] == [1]


async def test_a_canary_teaches_nothing_of_a_source_and_is_signed_with_keys_of_its_own(read: Read) -> None:
    """However many come, none of their lines is to be learned away."""
    made = canary("1", now=START)
    ticket = read.flow.ticket(0)
    ticket.event.message.headers = MARK
    read.reading.take(ticket, made)
    await read.turns()
    (one,) = read.signed
    assert one.canary
    assert read.rows.held == {}
    plain = signed(made.text or "", title=made.title)[1]
    assert not set(one.signature.keys.tolist()) & set(plain.keys.tolist())
    assert one.signature.text_hash == plain.text_hash


async def test_what_looks_like_a_canary_and_is_not_marked_is_read_like_any_article(read: Read) -> None:
    read.reading.take(read.flow.ticket(0), canary("1", now=START))
    await read.turns()
    assert [one.canary for one in read.signed] == [False]
    assert read.rows.held != {}


async def test_what_is_rejected_after_it_taught_something_is_settled_once_that_is_kept(read: Read) -> None:
    """Its lines count for those after it, also when it does not come again."""
    read.rows.durable.clear()
    read.take(0, text="Advertisement")
    await read.turns()
    assert read.flow.acknowledged == []
    read.rows.durable.set()
    await read.flow.rest()
    assert [why.reason for _, why in read.flow.buried] == [Reason.NO_TEXT]
    assert read.flow.acknowledged == [0]


async def test_a_page_that_is_read_after_its_partition_went_away_teaches_nothing(read: Read) -> None:
    """It comes again, and would be learned twice."""
    read.take(0, html=PAGE, url="slow")
    await read.turns()
    read.flow.ledger.revoke()
    read.reading.clear()
    read.answer("slow", a_text(0))
    await read.turns()
    assert read.admitted == []
    assert read.rows.held == {}


async def test_a_page_of_a_partition_that_went_away_is_not_read(read: Read) -> None:
    """A backlog of pages would hold up those of the partitions that came."""
    read.take(0, html=PAGE, url="stale")
    read.flow.ledger.revoke()
    read.reading.clear()
    await read.turns()
    assert read.pages.answers == {}
