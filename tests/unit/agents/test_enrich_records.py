"""What the enrich stage publishes of an article: itself under its id, and a record under each entity's id."""

import orjson

from streams.agents import enrich
from streams.domain.entities import enriched, mention_records
from streams.domain.mention import Mention, Named
from streams.topics import Topics
from tests.builders import an_article

TRACE = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
ARTICLE = an_article(title="", text="Mike Pompeo left. Pompeo spoke of North Korea on Friday.", revision=2)
SAID = (("Mike Pompeo", "PERSON"), ("Pompeo", "PERSON"), ("North Korea", "LOC"), ("Friday", "DATE"))


def _named() -> Named:
    found, start = [], 0
    for surface, label in SAID:
        start = ARTICLE.text.index(surface, start)
        found.append(Mention(start, start + len(surface), label, surface))
        start += len(surface)
    return Named(tuple(found), "en", "m")


def test_a_mention_is_keyed_by_the_id_of_its_entity_and_the_article_by_its_own() -> None:
    """Who counts by key counts entities: by name, two people of one name would be one count."""
    topics, article = Topics(), enriched(ARTICLE, _named())
    own, mentions = enrich._records(article, topics, TRACE)
    assert (own.topic, own.key) == (topics.enriched.name, ARTICLE.id.encode())
    assert [record.key for record in mentions] == [
        record.entity_id.encode() for record in mention_records(article)
    ]
    assert {record.key for record in mentions} == {b"person:mike-pompeo", b"country:KP"}
    for record in mentions:
        assert record.topic == topics.mentions.name
        assert orjson.loads(record.value or b"{}")["entity_id"].encode() == record.key


def test_each_record_of_an_article_has_an_id_that_no_other_has_and_a_later_revision_does_not_repeat() -> None:
    """Consumers drop what they have seen by this id: an equal one would cost them an entity."""
    topics = Topics()
    article = enriched(ARTICLE, _named())
    own, mentions = enrich._records(article, topics, TRACE)
    ids = [dict(record.headers)["ce_id"] for record in (own, *mentions)]
    version = f"{ARTICLE.id}.2"
    assert sorted(ids) == sorted(
        one.encode() for one in (version, f"{version}.person:mike-pompeo", f"{version}.country:KP")
    )
