"""`newswire dead`: what could never pass, counted by reason, and sent again once its cause is gone."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from streams.errors import Reason

if TYPE_CHECKING:
    from streams.broker.reader import Received
    from streams.settings import Settings
    from streams.topic import Topic
    from streams.wire.dead_letter import Failure

HELP = """Count the dead letters of a stage by reason, and by how often they have failed.

What each holds is shown by `newswire tail dead.dedup --from-beginning`. Nothing is consumed.

Exit codes: 0 done; 2 a setting is wrong or there is no such topic; 3 Kafka is away.
"""
REPLAY_HELP = """Send a stage's dead letters once more to the topic that they came from, as they came.

For when their cause is gone: a model that had no memory, a limit that was too low. What passes now goes on
like any article; what fails again is a dead letter again, that counts one attempt more and is not sent by the
next replay unless `--attempts` allows it. To send one twice is harmless. `--reason` chooses some, `--dry-run`
says how many there would be. Needs to read the stage's dead letters and to write to its source.

Exit codes: 0 all that were chosen are sent; 1 there was none; 2 a setting is wrong or there is no such topic;
3 Kafka is away; 130 interrupted.
"""
INTERRUPTED = 130


class DeadOf(StrEnum):
    """The stages that have dead letters."""

    DEDUP = "dedup"
    ENRICH = "enrich"


class Letter(NamedTuple):
    """A dead letter and why it is one."""

    record: "Received"
    why: "Failure"

    @property
    def content(self) -> bytes:
        """Return what is the same each time that the same record fails."""
        key, value = self.record.key or b"", self.record.value or b""
        return blake2b(b"%d\n%b%b" % (len(key), key, value), digest_size=16).digest()


def register(app: typer.Typer) -> None:
    """Add the group to the app."""
    group = typer.Typer(no_args_is_help=True, help="Look at what could never pass, and send it again.")
    group.command("count", help=HELP)(count)
    group.command("replay", help=REPLAY_HELP)(replay)
    app.add_typer(group, name="dead")


def count(
    stage: Annotated[DeadOf, typer.Argument(help="Whose dead letters.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show how many there are of each reason and attempt."""
    from streams.cli.output import show, show_json, table
    from streams.settings import settings

    found = Counter((letter.why.reason, letter.why.attempt) for letter in _letters(settings(), stage))
    rows = [(reason, attempt, many) for (reason, attempt), many in found.most_common()]
    if as_json:
        names = ("reason", "attempt", "letters")
        show_json({"stage": stage, "letters": [dict(zip(names, row, strict=True)) for row in rows]})
    else:
        show(table(("reason", "attempt", "letters"), rows) if rows else f"{stage} has no dead letters")


def replay(
    stage: Annotated[DeadOf, typer.Argument(help="Whose dead letters.")],
    reason: Annotated[
        list[Reason] | None, typer.Option(help="Of this reason only; several may be given.")
    ] = None,
    attempts: Annotated[int, typer.Option(min=1, help="Leave what has failed more often than this.")] = 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count them, send nothing.")] = False,
) -> None:
    """Send what is chosen again."""
    from streams.cli.interrupts import Interrupts
    from streams.settings import settings

    tried: dict[bytes, int] = {}
    sent = 0
    with Interrupts() as interrupts:
        for letter in interrupts.each(_letters(settings(), stage)):
            tried[letter.content] = max(letter.why.attempt, tried.get(letter.content, 0))
        if not interrupts.asked:
            letters = _letters(settings(), stage)
            chosen = _chosen(letters, tried, reasons=frozenset(reason or ()), attempts=attempts)
            sent = _sent(interrupts.each(chosen), settings(), stage, dry_run=dry_run)
    typer.echo(f"{sent:,} of {len(tried):,} records {'would be sent' if dry_run else 'sent'} again")
    raise typer.Exit(INTERRUPTED if interrupts.asked else 0 if sent else 1)


def _chosen(
    letters: Iterable[Letter], tried: Mapping[bytes, int], *, reasons: frozenset[str], attempts: int
) -> Iterator[Letter]:
    """Yield the latest letter of each record that is to be sent; one that came twice counts once."""
    taken = set[bytes]()
    for letter in letters:
        content, attempt = letter.content, letter.why.attempt
        wanted = attempt <= attempts and (not reasons or letter.why.reason in reasons)
        if wanted and attempt == tried.get(content) and content not in taken:
            taken.add(content)
            yield letter


def _sent(letters: Iterable[Letter], settings: "Settings", stage: DeadOf, *, dry_run: bool) -> int:
    """Send letters, and return how many Kafka has confirmed."""
    from streams.broker.producer import ArticleProducer
    from streams.wire.dead_letter import sent_again

    if dry_run:
        return sum(1 for _ in letters)
    with ArticleProducer(settings, topic=_source(settings, stage)) as producer:
        for letter in letters:
            record = letter.record
            producer.send_record(record.key, record.value, sent_again(record.headers))
    return producer.confirmed


def _letters(settings: "Settings", stage: DeadOf) -> Iterator[Letter]:
    """Yield the letters that are there now of records of the stage's source: no canary is sent again."""
    from streams.broker.reader import read_through
    from streams.topics import Stage
    from streams.wire.dead_letter import failure

    source = _source(settings, stage).name
    for record in read_through(settings, settings.topics().dead(Stage(stage)).name):
        why = failure(record.headers)
        if why is not None and why.topic == source:
            yield Letter(record, why)


def _source(settings: "Settings", stage: DeadOf) -> "Topic":
    topics = settings.topics()
    return topics.raw if stage is DeadOf.DEDUP else topics.unique
