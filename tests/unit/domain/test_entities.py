"""The entities of an article, end to end but for the model: mentions in, entities, ids and records out."""

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.domain.entities import GAP, enriched, mention_records, model_input
from streams.domain.joining import Entity, join
from streams.domain.mention import Mention, ModelInput, Named
from tests.builders import an_article

TEXT = (
    "Treasury Secretary Ann Kowalski met Kim Jong Un, Kim Yong Chol and Andrew Kim in New York, "
    "NKorea said.\n\n"
    "“A letter from Kim,” said Kowalski’s office. #NorthKorea and the U.S. signed on Friday. "
    "The Central Intelligence Agency was not told; the CIA's staff learned it from US papers."
)
SAID = [
    ("Ann Kowalski", "PERSON"),
    ("Kim Jong Un", "PERSON"),
    ("Kim Yong Chol", "PERSON"),
    ("Andrew Kim", "PERSON"),
    ("New York", "LOC"),
    ("NKorea", "LOC"),
    ("Kim,”", "PERSON"),
    ("Kowalski’s", "PERSON"),
    ("#NorthKorea", "LOC"),
    ("U.S.", "LOC"),
    ("Friday", "DATE"),
    ("Central Intelligence Agency", "ORG"),
    ("CIA's", "ORG"),
    ("US", "ORG"),
]


def mentions(text: str, said: Iterable[tuple[str, str]], *, start: int = 0) -> list[Mention]:
    """Return mentions of surfaces, in the order in which they stand in the text."""
    found = []
    for surface, label in said:
        start = text.index(surface, start)
        found.append(Mention(start, start + len(surface), label, surface))
        start += len(surface)
    return found


def by_id(entities: Iterable[Entity]) -> dict[str, Entity]:
    """Return entities by their ids, each of which must be there once."""
    listed = list(entities)
    found = {entity.id: entity for entity in listed}
    assert len(found) == len(listed)
    return found


def surfaces(entity: Entity) -> list[str]:
    """Return what stands at the places of an entity in the text."""
    return [span.text for span in entity.mentions]


@pytest.fixture
def found() -> dict[str, Entity]:
    """The entities of TEXT."""
    return by_id(join("", TEXT, mentions(TEXT, SAID), scope="0123456789abcdef"))


def test_three_people_of_one_family_name_stay_three(found: dict[str, Entity]) -> None:
    """Kim alone is the Kim who was named last; merging them would put words in the wrong mouth."""
    people = [entity.name for entity in found.values() if entity.label == "PERSON"]
    assert sorted(people) == ["Andrew Kim", "Ann Kowalski", "Kim Jong Un", "Kim Yong Chol"]
    assert surfaces(found["person:andrew-kim"]) == ["Andrew Kim", "Kim"]


def test_a_surname_joins_its_full_name_and_the_office_is_no_part_of_it(found: dict[str, Entity]) -> None:
    kowalski = found["person:ann-kowalski"]
    assert surfaces(kowalski) == ["Ann Kowalski", "Kowalski"]
    assert (kowalski.name, kowalski.role, kowalski.count) == ("Ann Kowalski", "Treasury Secretary", 2)


def test_a_state_is_one_however_it_is_written(found: dict[str, Entity]) -> None:
    assert surfaces(found["country:KP"]) == ["NKorea", "#NorthKorea"]
    north = found["country:KP"]
    assert (north.name, north.country, north.wikidata) == ("North Korea", "KP", "Q423")
    assert surfaces(found["country:US"]) == ["U.S.", "US"]
    assert found["country:US"].label == "LOC"


def test_an_acronym_joins_the_organisation_it_abbreviates(found: dict[str, Entity]) -> None:
    agency = found["org:central-intelligence-agency"]
    assert surfaces(agency) == ["Central Intelligence Agency", "CIA"]
    assert agency.name == "Central Intelligence Agency"


def test_a_surname_alone_never_makes_one_person_of_two_articles() -> None:
    """Two articles on two Smiths would else count as one Smith."""
    text = "Smith resigned."
    ids = {
        join("", text, mentions(text, [("Smith", "PERSON")]), scope=id_)[0].id for id_ in ("a" * 32, "b" * 32)
    }
    assert ids == {"person:smith~aaaaaaaa", "person:smith~bbbbbbbb"}


def test_the_same_surface_has_one_label_the_one_given_most_often() -> None:
    text = "Apple fell. Apple rose. Apple stood."
    said = [("Apple", "ORG"), ("Apple", "PERSON"), ("Apple", "ORG")]
    (apple,) = join("", text, mentions(text, said))
    assert (apple.label, apple.count) == ("ORG", 3)


def test_the_north_is_north_korea_only_where_that_is_named() -> None:
    text = "The U.S. and the North met. Snow fell in the North."
    said = [("North", "LOC"), ("North", "LOC")]
    assert "place:north" in by_id(join("", text, mentions(text, said)))
    text = "NKorea waits. The U.S. and the North met."
    assert by_id(join("", text, mentions(text, [("North", "LOC")])))["country:KP"].count == 2


def test_a_headline_in_capitals_confirms_names_but_brings_none_of_its_own() -> None:
    """Every Word Is Capitalised There, and the model takes half of them for names."""
    title, text = "Good Progress For Ann Kowalski In Peru Talks", "Ann Kowalski spoke."
    said = mentions(title, [("Good Progress", "ORG")])
    found = by_id(join(title, text, mentions(text, [("Ann Kowalski", "PERSON")]), title_mentions=said))
    assert set(found) == {"person:ann-kowalski", "country:PE"}
    assert [span.text for span in found["person:ann-kowalski"].title_mentions] == ["Ann Kowalski"]


def test_a_headline_in_sentence_case_names_by_itself() -> None:
    title = "Floods reach the town of Arlenne"
    found = join(title, "It rained.", [], title_mentions=mentions(title, [("Arlenne", "LOC")]))
    assert [entity.id for entity in found] == ["place:arlenne"]


def test_headline_and_text_go_to_the_model_as_one() -> None:
    assert model_input(an_article(title="T", text="x", language="en")) == ModelInput(f"T{GAP}x", "en")
    assert model_input(an_article(title="", text="x")) == ModelInput("x", None)


def test_offsets_count_from_the_start_of_the_part_they_are_in() -> None:
    article = an_article(title="Peru waits", text="In Peru, Ann Kowalski spoke.")
    whole = model_input(article).text
    said = mentions(whole, [("Peru", "LOC"), ("Peru", "LOC"), ("Ann Kowalski", "PERSON")])
    result = enriched(article, Named(tuple(said), "en", "en_newswire-1"))
    assert (result.language, result.model, result.id) == ("en", "en_newswire-1", article.id)
    for entity in result.entities:
        assert all(article.text[s.start : s.end] == s.text for s in entity.mentions)
        assert all(article.title[s.start : s.end] == s.text for s in entity.title_mentions)
    assert len(by_id(result.entities)["country:PE"].title_mentions) == 1


def test_the_language_that_an_article_came_with_is_kept() -> None:
    article = an_article(language="de")
    assert enriched(article, Named((), "en", "m")).language == "de"
    assert enriched(an_article(), Named((), "en", "m")).language == "en"


def test_one_record_is_made_of_each_entity_but_of_no_date() -> None:
    """A service that counts by key would else add up every Thursday there ever was."""
    article = an_article(title="", text=TEXT, source="The Harbour Post", revision=2)
    result = enriched(article, Named(tuple(mentions(TEXT, SAID)), "en", "m"))
    records = {record.entity_id: record for record in mention_records(result)}
    assert records.keys() == {entity.id for entity in result.entities} - {"date:friday"}
    record, entity = records["person:ann-kowalski"], by_id(result.entities)["person:ann-kowalski"]
    assert (record.article_id, record.revision, record.source) == (article.id, 2, "The Harbour Post")
    assert (record.mentions, record.salience, record.role) == (entity.mentions, entity.salience, entity.role)
    assert records["country:KP"].wikidata == "Q423"


WORDS = (
    "Kim Jong Un Andrew President Mr. U.S. US NKorea #NorthKorea North Korean Korea's “Peru” Bank of the "
    "CIA's , - ’s ( ) Friday June 12th said and\n\n Émile İstanbul 金正恩 😀 \u200b . ' #"
)
texts = st.lists(st.sampled_from(WORDS.split(" ")), max_size=30).map(" ".join)


@st.composite
def marked(draw: st.DrawFn, text: str) -> list[Mention]:
    """Draw mentions as a model may find them: at any place, in order, none overlapping another."""
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=16)))
    label = st.sampled_from(["PERSON", "ORG", "LOC", "NORP", "DATE"])
    return [Mention(a, b, draw(label), text[a:b]) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@given(data=st.data(), title=texts, text=texts)
def test_whatever_a_model_finds_the_entities_are_sound(data: st.DataObject, title: str, text: str) -> None:
    """Ids once each and well formed, salience in bounds, offsets right, no two places overlapping."""
    titled, texted = data.draw(marked(title)), data.draw(marked(text))
    found = join(title, text, texted, title_mentions=titled, scope="0" * 32)
    assert len(by_id(found)) == len(found)
    assert found == join(title, text, texted, title_mentions=titled, scope="0" * 32)
    assert [e.salience for e in found] == sorted((e.salience for e in found), reverse=True)
    for entity in found:
        assert re.match(r"[a-z]+:.", entity.id)
        assert entity.name
        assert 0 < entity.salience <= 1
        assert entity.count == len(entity.mentions) + len(entity.title_mentions) > 0
    for part, spans in (
        (text, sorted((s.start, s.end, s.text) for e in found for s in e.mentions)),
        (title, sorted((s.start, s.end, s.text) for e in found for s in e.title_mentions)),
    ):
        assert all(part[start:end] == said for start, end, said in spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
