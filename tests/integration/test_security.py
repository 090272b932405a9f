"""TLS, logins and ACLs on a real Kafka: each stage with a user of its own, and each refusal in one line."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from pydantic import SecretStr

from streams.broker import admin, cluster
from streams.broker.admission import admission, require_admission
from streams.broker.producer import ArticleProducer
from streams.broker.reader import reading
from streams.domain.article import RawArticle, article_id
from streams.errors import Misconfigured, NewswireError, Superseded
from streams.security.access import Need, Operation, Resource, needs
from streams.security.issuer import ANSWER_BYTES_MAX
from streams.settings import Settings, environment_of, settings, variable
from streams.topics import Stage
from tests.certificates import authority
from tests.issuer import new_key
from tests.line import Worker, poller, read_all, wait_for, workers
from tests.outlet import Page, outlet, rss
from tests.secured import SecuredKafka, secured_kafka


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    """A Kafka with all topics, a user for each stage with the ACLs that it needs, and one who has none."""
    with secured_kafka(tmp_path_factory.mktemp("secured"), settings().cache_dir) as made:
        everything = made.settings(listener="PLAINTEXT")
        admin.apply(everything)
        for stage in Stage:
            made.user(stage)
            made.permit(stage, needs(everything, stage))
        made.user("stranger")
        for user in (*Stage, "stranger"):
            wait_for(partial(knows, made, user), within_s=20, what=f"Kafka knows {user}")
        yield made


def knows(kafka: SecuredKafka, user: str) -> bool:
    """Return whether the broker knows a user by now: its controller does sooner."""
    try:
        require_admission(kafka.settings(user))
    except Misconfigured:
        return False
    return True


def an_article(name: str) -> RawArticle:
    url = f"https://example.org/{name}"
    return RawArticle(
        id=article_id(canonical_url=url, source="Example Post", guid=None),
        source="Example Post",
        title=f"About {name}",
        text=f"The council of {name} met on Tuesday to talk about the harbour, the bridge and the market.",
        url=url,
        received_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
    )


def refusal(chosen: Settings) -> str:
    """Return the error of `newswire topics check`, by which every command reaches Kafka."""
    with pytest.raises(Misconfigured) as raised:
        admin.check(chosen)
    return str(raised.value)


def secured(chosen: Settings) -> dict[str, str]:
    """Return the environment by which a process reaches Kafka as these settings do."""
    return {name: value for name, value in environment_of(chosen).items() if "_KAFKA_" in name}


def test_an_article_goes_from_user_to_user_until_one_may_no_more(kafka: SecuredKafka, tmp_path: Path) -> None:
    """Each stage may touch its own topics alone; a worker that may not any longer says so, and ends.

    Where its password was changed, it goes on for as long as its connections do, but says so, too.
    """
    dedup, plain = kafka.settings(Stage.DEDUP), kafka.settings(listener="PLAINTEXT")
    asks_often = {"NEWSWIRE_KAFKA_SESSION_TIMEOUT_S": "3"}
    worker = Worker(Stage.DEDUP, dedup, tmp_path / "dedup", more=secured(dedup) | asks_often)
    with workers(worker):
        with ArticleProducer(kafka.settings(Stage.INGEST)) as producer:
            producer.send(an_article("harbour"))
        wait_for(worker.ready, within_s=30, what="dedup is ready")
        unique = plain.topics().unique
        wait_for(lambda: bool(read_all(plain, unique)), within_s=30, what="it is published")
        (record,) = read_all(plain, unique)
        assert orjson.loads(record.value)["title"] == "About harbour"
        kafka.user(Stage.DEDUP, password="another")
        wait_for(lambda: "refused the login" in worker.get("/readyz").text, within_s=20, what="it says so")
        kafka.user(Stage.DEDUP)
        wait_for(worker.ready, within_s=20, what="it is welcome again")
        lost = [need for need in needs(plain, Stage.DEDUP) if need.name == plain.topics().raw.name]
        kafka.forbid(Stage.DEDUP, lost)
        reasons = set(why_not_ready(worker))
        assert worker.ended() == 2
    kafka.permit(Stage.DEDUP, lost)
    assert any("add ACLs:\n  topic news.articles.raw.v1: Read" in reason for reason in reasons), reasons
    assert "does not permit the user 'dedup' what it needs" in worker.tail()


def test_a_poller_says_while_it_waits_that_kafka_would_refuse_it_and_which_acl_it_lacks(
    kafka: SecuredKafka, tmp_path: Path
) -> None:
    """Not only at the next article, which may be an hour away."""
    mine, plain = kafka.settings(Stage.INGEST), kafka.settings(listener="PLAINTEXT")
    asks_often = {variable("kafka_session_timeout_s"): "1"}
    rights = needs(plain, Stage.INGEST)
    with outlet() as site:
        site.pages["/feed"] = Page(rss("ferry"))
        ingest = poller(plain, tmp_path / "ingest", [f"{site.url}/feed"], secured(mine) | asks_often)
        with workers(ingest):
            wait_for(lambda: "/feed" in site.paths() and ingest.ready(), within_s=30, what="it polls")
            kafka.user(Stage.INGEST, password="another")
            wait_for(lambda: "refused the login" in why(ingest), within_s=20, what="it says so")
            kafka.user(Stage.INGEST)
            wait_for(ingest.ready, within_s=20, what="it is welcome again")
            kafka.forbid(Stage.INGEST, rights)
            wait_for(lambda: "topic news.articles.raw.v1: Write" in why(ingest), within_s=20, what="the ACL")
            kafka.permit(Stage.INGEST, rights)
            wait_for(ingest.ready, within_s=20, what="it may send again")
            assert ingest.metrics()['newswire_broker_reachable{stage="ingest"}'] == 1
            assert ingest.stop() == 0


def why(process: Worker) -> str:
    """Return what a process answers to who asks whether it is ready."""
    return process.get("/readyz").text


def why_not_ready(worker: Worker) -> Iterator[str]:
    """Yield what a worker answers to its probe while it is not ready, until it has ended."""
    deadline = time.monotonic() + 60
    while not worker.has_ended:
        assert time.monotonic() < deadline, worker.tail()
        try:
            answer = worker.get("/readyz")
        except httpx.HTTPError:
            continue
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            yield answer.text
        time.sleep(0.05)


def test_a_worker_that_lacks_acls_names_each_of_them(kafka: SecuredKafka) -> None:
    lost = [
        need
        for need in needs(kafka.settings(Stage.ENRICH), Stage.ENRICH)
        if need.resource is Resource.GROUP or need.name.startswith("news.entities")
    ]
    kafka.forbid(Stage.ENRICH, lost)
    enrich = kafka.settings(Stage.ENRICH)
    with pytest.raises(Misconfigured) as raised:
        cluster.require(enrich, Stage.ENRICH)
    kafka.permit(Stage.ENRICH, lost)
    assert str(raised.value).endswith(
        " does not permit the user 'enrich' what it needs; add ACLs:\n"
        "  topic news.entities.mentions.v1: Write, DescribeConfigs\n"
        "  group newswire-enrich: Read"
    )


def test_nobody_may_touch_the_topics_of_another_stage(kafka: SecuredKafka) -> None:
    with pytest.raises(Misconfigured, match=r"news\.articles\.raw\.v1.*the ACL that docs/security\.md lists"):
        ArticleProducer(kafka.settings(Stage.ENRICH))
    with (
        pytest.raises(Misconfigured, match=r"no topic news\.articles\.raw\.v1 that 'enrich' may see"),
        reading(kafka.settings(Stage.ENRICH), ["news.articles.raw.v1"]),
    ):
        pass


def test_who_may_see_a_topic_and_not_write_to_it_is_told_so(kafka: SecuredKafka) -> None:
    """The broker refuses an idempotent producer before the record, with an error of another name."""
    seen = Need(resource=Resource.TOPIC, name="news.articles.raw.v1", operations=(Operation.DESCRIBE,))
    kafka.permit("stranger", [seen])
    with (
        pytest.raises(Misconfigured, match=r"does not permit this to the user 'stranger'"),
        ArticleProducer(kafka.settings("stranger")) as producer,
    ):
        producer.send(an_article("bridge"))
    kafka.forbid("stranger", [seen])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kafka_password": SecretStr("wrong")}, "refused the login of 'dedup'"),
        ({"kafka_username": "nobody"}, "check NEWSWIRE_KAFKA_USERNAME, NEWSWIRE_KAFKA_PASSWORD_FILE"),
        (
            {"kafka_sasl_mechanism": "PLAIN"},
            "NEWSWIRE_KAFKA_SASL_MECHANISM to one that it does",
        ),
    ],
)
def test_a_login_that_is_refused_is_told_at_once(
    kafka: SecuredKafka, changed: dict[str, Any], says: str
) -> None:
    """kafka-python would try for ten seconds, at an account that may be locked for it, and name no cause."""
    began = time.monotonic()
    assert says in refusal(kafka.settings(Stage.DEDUP).model_copy(update=changed))
    assert time.monotonic() - began < admin.CONNECT_MS_MAX / 1000


def test_a_password_that_was_renewed_needs_a_start_of_who_had_read_the_old_one(
    kafka: SecuredKafka, tmp_path: Path
) -> None:
    """Its clients go on with the old one, so Kafka is asked with that, and not with what is in it now."""
    file = tmp_path / "password"
    file.write_text("enrichenrich")
    ask = admission(kafka.settings(Stage.ENRICH, kafka_password="", kafka_password_file=file))
    ask()
    kafka.user(Stage.ENRICH, password="another")
    try:
        wait_for(lambda: "refused the login" in answer(ask), within_s=20, what="the old one is refused")
        file.write_text("another")
        assert "renewed after this process had read it" in answer(ask, Superseded)
    finally:
        kafka.user(Stage.ENRICH)


def answer(ask: Callable[[], None], kind: type[NewswireError] = Misconfigured) -> str:
    """Return why Kafka would not let somebody in; empty if it would."""
    try:
        ask()
    except kind as refusal:
        return str(refusal)
    return ""


def with_token(kafka: SecuredKafka, file: Path, token: str) -> Settings:
    """Return the settings of who has a token in a file."""
    file.write_text(f"{token}\n")
    from_file: dict[str, Any] = {
        "kafka_username": "",
        "kafka_password": "",
        "kafka_token_url": "",
        "kafka_token_file": file,
    }
    return kafka.settings(listener="TOKENS", **from_file)


def test_workers_outlive_their_tokens_and_end_where_new_ones_are_refused(
    kafka: SecuredKafka, tmp_path: Path
) -> None:
    """Kafka ends a connection with the token that it began with; the issuer is asked for the next in time."""
    plain = kafka.settings(listener="PLAINTEXT")
    kafka.issuer.lives_s = 8
    known = kafka.issuer.key
    worker, watcher = (
        Worker(stage, plain, tmp_path / stage, more=secured(kafka.settings(stage, "TOKENS")))
        for stage in (Stage.DEDUP, Stage.WATCH)
    )
    try:
        with workers(worker, watcher):
            wait_for(lambda: worker.ready() and watcher.ready(), within_s=60, what="both are ready")
            asked = len(kafka.issuer.asked)
            wait_for(lambda: len(kafka.issuer.asked) > asked, within_s=60, what="a token is renewed")
            with ArticleProducer(kafka.settings(Stage.INGEST, "TOKENS")) as producer:
                producer.send(an_article("lighthouse"))
            wait_for(lambda: b"lighthouse" in published(plain), within_s=20, what="it is published")
            kafka.issuer.key = new_key()
            reasons = set(why_not_ready(worker))
            assert worker.ended() == 2
            assert watcher.ended() == 2
    finally:
        kafka.issuer.key, kafka.issuer.lives_s = known, 300
    assert any("refused the token" in reason and "its subject is 'dedup'" in reason for reason in reasons)
    for one in (worker, watcher):  # what aiokafka leaves behind may be told of later
        (said,) = (line for line in one.tail().splitlines() if "stopped " in line)
        assert "refused the token" in said


def published(plain: Settings) -> bytes:
    """Return all that stands on the topic of unique articles."""
    return b"".join(record.value for record in read_all(plain, plain.topics().unique))


def test_a_token_from_a_file_lets_in_its_subject(kafka: SecuredKafka, tmp_path: Path) -> None:
    mine = with_token(kafka, tmp_path / "token", kafka.issuer.token("enrich"))
    assert cluster.require(mine, Stage.ENRICH)
    with pytest.raises(Misconfigured, match="does not permit this client what it needs"):
        cluster.require(mine, Stage.DEDUP)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ((302, b""), "leads elsewhere"),
        ((200, b" " * ANSWER_BYTES_MAX + b"{}"), "no bearer token"),
        ((400, b'{"error": "invalid_scope"}'), "invalid_scope"),
    ],
)
def test_an_answer_that_is_no_token_is_told_as_what_it_is(
    kafka: SecuredKafka, answer: tuple[int, bytes], says: str
) -> None:
    kafka.issuer.answer = answer
    asking = {"kafka_token_scope": says}  # of its own: after a failure, the same is not asked again at once
    try:
        with pytest.raises(Misconfigured, match=says):
            cluster.require(kafka.settings(Stage.DEDUP, "TOKENS").model_copy(update=asking), Stage.DEDUP)
    finally:
        kafka.issuer.answer = None


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"exp": 1_700_000_000}, "it has ended at 2023-11-14T22:13:20"),
        ({"aud": "another"}, "its audience is 'another'"),
        ({"iss": "https://another.example"}, "its issuer is 'https://another.example'"),
    ],
)
def test_a_token_that_is_refused_is_told_at_once_with_what_it_says_of_itself(
    kafka: SecuredKafka, tmp_path: Path, claims: dict[str, Any], says: str
) -> None:
    """By itself aiokafka (0.14) takes the first half of a refusal for a welcome."""
    token, began = kafka.issuer.token("dedup", **claims), time.monotonic()
    said = refusal(with_token(kafka, tmp_path / "token", token))
    assert time.monotonic() - began < 5
    assert "refused the token" in said
    assert says in said
    assert "check what writes NEWSWIRE_KAFKA_TOKEN_FILE=" in said
    assert token not in said


def test_an_unknown_authority_names_the_setting(kafka: SecuredKafka, tmp_path: Path) -> None:
    theirs = authority(tmp_path, "theirs")
    said = refusal(kafka.settings(Stage.DEDUP, kafka_ca_file=theirs.file))
    assert "of an authority that is not known here" in said
    assert "NEWSWIRE_KAFKA_CA_FILE must hold that authority's certificate" in said


def test_an_expired_certificate_is_refused(kafka: SecuredKafka) -> None:
    assert "its certificate has expired; the cluster needs a new one" in refusal(
        kafka.settings(Stage.DEDUP, "EXPIRED")
    )


def test_a_certificate_of_another_name_is_refused(kafka: SecuredKafka) -> None:
    """Whoever has another certificate of the authority, and our traffic, must not get the password."""
    said = refusal(kafka.settings(Stage.DEDUP, kafka_bootstrap_servers=f"localhost:{kafka.ports['USERS']}"))
    assert "its certificate is another host's" in said
    assert "NEWSWIRE_KAFKA_BOOTSTRAP_SERVERS must use a name" in said


def test_a_listener_that_wants_our_certificate_gets_it(kafka: SecuredKafka) -> None:
    """Who comes with one is known by its subject, and may do what that may: here, nothing."""
    assert "check NEWSWIRE_KAFKA_CERTIFICATE_FILE" in refusal(kafka.settings(listener="MUTUAL"))
    own = kafka.ours.vouches_for("dedup")
    known = kafka.settings(listener="MUTUAL", kafka_certificate_file=own.certificate, kafka_key_file=own.key)
    assert "does not permit this client what it needs; add ACLs:" in refusal(known)


def test_the_line_runs_on_certificates_alone(kafka: SecuredKafka, tmp_path: Path) -> None:
    """Each part is known by the subject of its own, and may do what its part needs: no login is asked for."""
    plain, given = kafka.settings(listener="PLAINTEXT"), {}
    for stage in Stage:
        own = kafka.ours.vouches_for(f"{stage}-part")
        files: dict[str, Any] = {"kafka_certificate_file": own.certificate, "kafka_key_file": own.key}
        given[stage] = kafka.settings(listener="MUTUAL", **files)
        kafka.permit(f"CN={stage}-part", needs(plain, stage))
    line = [
        Worker(stage, plain, tmp_path / stage, more=secured(given[stage]) | {variable("canary_every_s"): "1"})
        for stage in (Stage.DEDUP, Stage.ENRICH, Stage.WATCH)
    ]
    back = 'newswire_canary_seconds_count{to="alerted"}'
    with workers(*line):
        wait_for(lambda: all(worker.ready() for worker in line), within_s=60, what="all are ready")
        with ArticleProducer(given[Stage.INGEST]) as producer:
            producer.send(an_article("ferry"))
        wait_for(lambda: b"ferry" in enriched(plain), within_s=60, what="it is enriched")
        wait_for(lambda: line[-1].metrics().get(back, 0) > 0, within_s=60, what="a canary is back")
        assert [worker.stop() for worker in line] == [0, 0, 0]


def enriched(plain: Settings) -> bytes:
    """Return all that stands on the topic of enriched articles."""
    return b"".join(record.value for record in read_all(plain, plain.topics().enriched))


def test_the_command_ends_with_exit_code_2_and_one_line_without_the_password(
    kafka: SecuredKafka, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("hunter2\n")
    chosen = kafka.settings(Stage.DEDUP, kafka_password="", kafka_password_file=file)
    ended = subprocess.run(
        [sys.executable, "-m", "streams.cli", "topics", "check"],
        env=environment_of(chosen), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("newswire: Kafka at 127.0.0.1:")
    assert ended.stderr.count("\n") == 1
    assert "hunter2" not in ended.stderr
