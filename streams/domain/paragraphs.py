"""What is remembered of an article's paragraphs: enough to know them again, and the same in every process.

A paragraph is a line of the body as it came. Of each there is a hash, and for prose one of how it opens and
one of how it closes as well, by which a paragraph that was cut short or mended is known for what it was. The
event loop does this for every article, so a hash is zlib's CRC: 32 bits, for two dozen paragraphs that a
source repeats, mistake one of its lines in a hundred million.
"""

from array import array
from collections.abc import Container
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

LINES_MAX = 64  # of a longer article the first and the last 32 are remembered: what a site adds stands there
PROSE_BYTES_MIN = 80
END_BYTES = 20  # some three words


@dataclass(frozen=True, slots=True, eq=False)
class Paragraphs:
    """An article's distinct paragraphs; `id` and `headline` are hashes, too.

    `lengths` are in bytes. Of a paragraph that is no prose, `opens` and `closes` are its hash.
    """

    id: int
    headline: int
    hashes: "array[int]"
    opens: "array[int]"
    closes: "array[int]"
    lengths: "array[int]"


def paragraphs(body: str, *, article: str, title: str) -> Paragraphs:
    """Return what is remembered of an article with this body; white space around lines counts for nothing."""
    lines = list(dict.fromkeys(map(bytes.strip, _encoded(body).split(b"\n"))))
    if len(lines) > LINES_MAX:
        lines = lines[: LINES_MAX // 2] + lines[-LINES_MAX // 2 :]
    hashes: list[int] = []
    opens: list[int] = []
    closes: list[int] = []
    lengths: list[int] = []
    for line in filter(None, lines):
        whole = crc32(line)
        prose = len(line) >= PROSE_BYTES_MIN
        hashes.append(whole)
        # Begun from other values, so that no opening is taken for a closing or for a whole line.
        opens.append(crc32(line[:END_BYTES], 1) if prose else whole)
        closes.append(crc32(line[-END_BYTES:], 2) if prose else whole)
        lengths.append(len(line))
    return Paragraphs(
        id=crc32(article.encode()),
        headline=crc32(_encoded(" ".join(title.casefold().split()))),
        hashes=array("I", hashes),
        opens=array("I", opens),
        closes=array("I", closes),
        lengths=array("I", lengths),
    )


def without(text: str, hashes: Container[int]) -> str:
    """Return a text without the lines that have these hashes."""
    return "\n".join(line for line in text.split("\n") if line_hash(line) not in hashes)


def line_hash(line: str) -> int:
    """Return the hash of a paragraph, by which it is known again."""
    return crc32(_encoded(line).strip())


def source_hash(source: str) -> int:
    """Return 64 bits that stand for a source's name."""
    return int.from_bytes(blake2b(source.encode(errors="replace"), digest_size=8).digest(), "little")


def _encoded(body: str) -> bytes:
    return body.encode(errors="replace")
