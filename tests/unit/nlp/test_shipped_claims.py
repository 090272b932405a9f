"""What the product promises of an article, through the shipped pipeline and all rules: whom, what, where."""

from collections.abc import Mapping

import pytest

from streams.domain.entities import enriched, mention_records, model_input
from streams.domain.joining import Entity
from streams.domain.mention import ModelInput
from streams.nlp.model import SHIPPED
from streams.nlp.pipelines import Pipelines
from tests.builders import an_article

ARTICLE = an_article(
    title="US and North Korea report headway before summit",
    text=(
        "Secretary of State Mike Pompeo met a senior NKorean envoy in New York on Thursday, and both sides "
        "spoke of headway before President Donald Trump sits down with Kim Jong Un, the leader of North "
        "Korea.\n\n"
        "The envoy, Kim Yong Chol, brought a letter that Kim Jong Un had written. Kim wants guarantees for "
        "his country, Pompeo told reporters. At the table with him sat Andrew Kim, who leads a group for "
        "Korea at the CIA.\n\n"
        "“There is work left to do, but #NorthKorea could be safe and rich,” Secretary Pompeo wrote later. "
        "A State Department official said the U.S. would wait for deeds. NKorea, the official added, knows "
        "what the US expects.\n\n"
        "In Pyongyang, FM Sergey Lavrov of Russia called on Kim Jong Un the same day. Chairman Kim told FM "
        "Lavrov that he does not trust American promises.\n\n"
        "The summit is planned for June 12th in Singapore. The State Department would not say whether the "
        "date still holds."
    ),
)
Entities = Mapping[str, Entity]


@pytest.fixture(scope="module")
def shipped() -> Pipelines:
    """The shipped pipeline."""
    return Pipelines(SHIPPED)


@pytest.fixture(scope="module")
def found(shipped: Pipelines) -> Entities:
    """The entities of the article, by id."""
    (named,) = shipped.read([model_input(ARTICLE)])
    return {entity.id: entity for entity in enriched(ARTICLE, named).entities}


def surfaces(entity: Entity) -> list[str]:
    return [span.text for span in entity.mentions]


def test_a_person_is_one_under_full_name_surname_and_title(found: Entities) -> None:
    assert surfaces(found["person:mike-pompeo"]) == ["Mike Pompeo", "Pompeo", "Pompeo"]
    assert [id_ for id_ in found if "pompeo" in id_] == ["person:mike-pompeo"]


def test_three_people_of_one_family_name_are_three_and_the_name_alone_is_whom_the_article_means(
    found: Entities,
) -> None:
    leader = found["person:kim-jong-un"]
    assert surfaces(leader) == ["Kim Jong Un", "Kim Jong Un", "Kim", "Kim Jong Un", "Kim"]
    at = ARTICLE.text.index("Chairman Kim") + len("Chairman ")
    assert at in {span.start for span in leader.mentions}
    assert surfaces(found["person:kim-yong-chol"]) == ["Kim Yong Chol"]
    assert surfaces(found["person:andrew-kim"]) == ["Andrew Kim"]
    assert len([entity for entity in found.values() if "Kim" in entity.name]) == 3


def test_a_state_is_one_under_short_form_full_name_and_hashtag_with_its_iso_code(found: Entities) -> None:
    north, states = found["country:KP"], found["country:US"]
    assert {"NKorea", "North Korea", "#NorthKorea"} <= set(surfaces(north))
    assert (north.name, north.country, [span.text for span in north.title_mentions]) == (
        "North Korea",
        "KP",
        ["North Korea"],
    )
    assert {"US", "U.S."} <= set(surfaces(states))
    assert (states.name, states.country) == ("United States", "US")
    named_so = {"NKorea", "North Korea", "#NorthKorea", "US", "U.S."}
    assert {id_ for id_, one in found.items() if named_so & set(surfaces(one))} == {
        "country:KP",
        "country:US",
    }


def test_a_ministry_is_an_organisation_and_the_middle_of_an_office_is_none(found: Entities) -> None:
    department = found["org:state-department"]
    assert (department.label, surfaces(department)) == ("ORG", ["State Department"] * 2)
    organisations = {entity.name for entity in found.values() if entity.label == "ORG"}
    assert organisations == {"State Department", "CIA"}


def test_a_day_with_its_number_is_a_date_and_gets_no_record_of_its_own(
    shipped: Pipelines, found: Entities
) -> None:
    day = found["date:june-12th"]
    assert (day.label, surfaces(day)) == ("DATE", ["June 12th"])
    (named,) = shipped.read([model_input(ARTICLE)])
    keys = {record.entity_id for record in mention_records(enriched(ARTICLE, named))}
    assert keys == {id_ for id_ in found if not id_.startswith("date:")}


def test_titles_are_recorded_as_roles_and_are_no_part_of_a_name(found: Entities) -> None:
    people = {entity.name: entity.role for entity in found.values() if entity.label == "PERSON"}
    assert people == {
        "Mike Pompeo": "Secretary of State",
        "Donald Trump": "President",
        "Kim Jong Un": "Chairman",
        "Kim Yong Chol": None,
        "Andrew Kim": None,
        "Sergey Lavrov": "FM",
    }


def test_a_name_is_found_where_it_stands_bare_if_the_rest_of_its_text_has_it(shipped: Pipelines) -> None:
    """One word, one meaning: a line of its own says little of a name, the sentences before it do."""
    about = (
        "The European Space Agency, or {0}, launched a probe on Thursday. {0} officials cheered. Meanwhile, "
        "{0}, ready for more, hired.\n\nESA"
    )
    texts = [about.format("NASA"), about.format("ESA")]
    without, with_it = shipped.read([ModelInput(text, "en") for text in texts])
    assert [(m.text, m.label) for m in without.mentions[-1:]] == [("NASA", "ORG")]
    last = with_it.mentions[-1]
    assert (last.start, last.end, last.label) == (len(texts[1]) - 3, len(texts[1]), "ORG")


def test_a_place_is_no_person_where_it_speaks_if_the_rest_of_its_text_has_it_as_a_place(
    shipped: Pipelines,
) -> None:
    """A town that "said no" sounds like somebody; whoever read of the town before is not misled."""
    told = "Police in {0} arrested two men on Friday. The mayor of {0} was not there. People in {0} wept."
    strange, known = shipped.read(
        [ModelInput(f"{told.format(town)}\n\nQuimby said no. ", "en") for town in ("Harbour", "Quimby")]
    )
    assert [(m.text, m.label) for m in strange.mentions[-1:]] == [("Quimby", "PERSON")]
    assert [m.label for m in known.mentions if m.text == "Quimby"] == ["LOC"] * 4
