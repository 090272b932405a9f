"""Many things in portions of a bounded size."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def portions(items: Iterable[T], *, size: Callable[[T], int], most: int) -> Iterator[list[T]]:
    """Yield the items in order, as many together as have a size of `most` or less; a larger one alone."""
    portion: list[T] = []
    sizes = 0
    for item in items:
        if portion and sizes + size(item) > most:
            yield portion
            portion, sizes = [], 0
        portion.append(item)
        sizes += size(item)
    if portion:
        yield portion
