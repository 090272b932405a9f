"""Which pipelines a setting asks for, and which of them reads what."""

from pathlib import Path

import pytest
import spacy

from streams.domain.mention import Mention, ModelInput, Named
from streams.errors import Misconfigured
from streams.nlp import pieces
from streams.nlp.model import SHIPPED
from streams.nlp.pipelines import Asked, Pipelines, asked

ENGLISH = "The government will discuss the budget on Wednesday, said Angela Merkel."
GERMAN = "Die Regierung will am Mittwoch über den Haushalt beraten, sagte Angela Merkel in Köln."
FRENCH = "Le gouvernement discutera mercredi du budget de l'année prochaine, a dit Angela Merkel."


def ruled(folder: Path, language: str, *patterns: tuple[str, str]) -> str:
    """Return the folder of a small pipeline that names what is given, by (label, surface)."""
    nlp = spacy.blank(language, meta={"name": "ruled", "version": "1"})
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": said} for label, said in patterns])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of a pipeline for German, with labels of its own."""
    return ruled(tmp_path_factory.mktemp("de"), "de", ("PER", "Angela Merkel"), ("GPE", "Köln"))


@pytest.fixture(scope="module")
def both(german: str) -> Pipelines:
    """The shipped pipeline, and the German one."""
    return Pipelines(f"{SHIPPED},{german}")


def readers(pipelines: Pipelines, *inputs: ModelInput) -> list[tuple[str | None, str | None]]:
    """Return (language, model) of each input."""
    return [(named.language, named.model) for named in pipelines.read(inputs)]


@pytest.mark.parametrize(
    ("setting", "pipelines"),
    [
        ("newswire", [Asked("newswire")]),
        ("newswire,de_core_news_sm", [Asked("newswire"), Asked("de_core_news_sm")]),
        (" newswire , de = some/folder ,", [Asked("newswire"), Asked("some/folder", "de")]),
        ("xx=a,*=b,no=c,EN=d", [Asked("a", "xx"), Asked("b", "xx"), Asked("c", "nb"), Asked("d", "en")]),
        ("/folder=with/signs=de", [Asked("/folder=with/signs=de")]),
    ],
)
def test_a_setting_names_pipelines_in_their_order(setting: str, pipelines: list[Asked]) -> None:
    assert asked(setting) == tuple(pipelines)


@pytest.mark.parametrize("setting", ["", " , ", "de=", "newswire,fr= ,xx=a"])
def test_a_setting_that_names_nothing_is_refused(setting: str) -> None:
    with pytest.raises(Misconfigured, match="names no pipeline"):
        asked(setting)


def test_two_pipelines_for_one_language_are_refused_with_what_to_do(german: str) -> None:
    """Else which of them reads would hang on their order, and the other load for nothing."""
    with pytest.raises(
        Misconfigured, match="both serve 'de'; leave one out, or say which language it is for"
    ):
        Pipelines(f"{german},de={SHIPPED}")


def test_a_pipeline_that_is_missing_is_named_with_the_command_that_installs_it(german: str) -> None:
    with pytest.raises(Misconfigured, match="python -m spacy download fr_core_news_sm"):
        Pipelines(f"{german},fr_core_news_sm")


def test_each_text_is_read_by_the_pipeline_of_its_language_and_answers_keep_the_order(
    both: Pipelines,
) -> None:
    texts = [GERMAN, ENGLISH, FRENCH, GERMAN, ENGLISH]
    found = both.read([ModelInput(text) for text in texts])
    assert [named.language for named in found] == ["de", "en", "fr", "de", "en"]
    assert [named.model for named in found] == [
        "de_ruled-1",
        "en_newswire-3",
        None,
        "de_ruled-1",
        "en_newswire-3",
    ]
    assert [[(m.text, m.label) for m in named.mentions] for named in found[:1]] == [
        [("Angela Merkel", "PERSON"), ("Köln", "LOC")]
    ]
    assert found[0] == found[3]
    assert found[1] == found[4]
    assert "Angela Merkel" in [mention.text for mention in found[1].mentions]
    assert both.model == "en_newswire-3,de_ruled-1"
    assert both.read([]) == []


def test_a_text_in_a_language_without_a_pipeline_is_passed_through_and_says_which(both: Pipelines) -> None:
    assert both.read([ModelInput(FRENCH), ModelInput(FRENCH, "fr-CA")]) == [Named((), "fr"), Named((), "fr")]


def test_a_wrong_tag_does_not_decide_who_reads(both: Pipelines) -> None:
    english, german = ("en", "en_newswire-3"), ("de", "de_ruled-1")
    assert readers(
        both,
        ModelInput(GERMAN, "en"),
        ModelInput(ENGLISH, "de"),
        ModelInput(ENGLISH, "fr"),
        ModelInput(GERMAN, "no such language"),
    ) == [german, english, english, german]


def test_what_is_in_no_language_that_could_be_told_goes_to_the_first(german: str, both: Pipelines) -> None:
    """A table of results, an empty text: no reason to withhold the names in it."""
    assert readers(both, ModelInput("Ann 3:1"), ModelInput("")) == [(None, "en_newswire-3")] * 2
    assert readers(Pipelines(f"{german},xx={SHIPPED}"), ModelInput("Ann 3:1")) == [(None, "de_ruled-1")]


def test_a_pipeline_for_all_languages_reads_those_that_have_none_of_their_own(
    tmp_path: Path, german: str
) -> None:
    any_language = ruled(tmp_path, "xx", ("PER", "Angela Merkel"))
    for name in (any_language, f"xx={any_language}", f"*={any_language}"):
        pipelines = Pipelines(f"{german},{name}")
        assert readers(pipelines, ModelInput(GERMAN), ModelInput(FRENCH), ModelInput(ENGLISH, "de")) == [
            ("de", "de_ruled-1"),
            ("fr", "xx_ruled-1"),
            ("en", "xx_ruled-1"),
        ]


def test_a_pipeline_reads_the_language_that_the_setting_says(german: str) -> None:
    pipelines = Pipelines(f"fr={german}")
    assert pipelines.read([ModelInput(GERMAN)]) == [Named((), "de")]
    (named,) = pipelines.read([ModelInput(FRENCH)])
    assert (named.language, [mention.text for mention in named.mentions]) == ("fr", ["Angela Merkel"])


def test_a_long_text_is_read_to_its_end_by_one_pipeline_in_bounded_pieces(
    german: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its language is that of its beginning, also in a paragraph that quotes another."""
    monkeypatch.setattr(pieces, "PIECE_CHARS_MAX", 100)
    pipelines = Pipelines(f"{SHIPPED},{german}")
    text = "\n\n".join([GERMAN, ENGLISH, GERMAN, FRENCH, "Köln"])
    whole, short = pipelines.read_whole([ModelInput(text), ModelInput(GERMAN)])
    assert (whole.language, whole.model, whole.chars_read) == ("de", "de_ruled-1", None)
    assert [m.text for m in whole.mentions].count("Angela Merkel") == 4
    assert whole.mentions[-1] == Mention(len(text) - 4, len(text), "LOC", "Köln")
    assert [m.text for m in short.mentions] == ["Angela Merkel", "Köln"]
    cut, _ = pipelines.read_whole([ModelInput(text), ModelInput(GERMAN)], chars_max=120)
    assert cut.chars_read == len(GERMAN) + 2
    assert cut.mentions == short.mentions


def test_words_are_counted_from_what_a_pipeline_came_with(german: str) -> None:
    """A large pipeline comes with more words than it may learn, and would be loaded for every batch."""
    pipelines = Pipelines(german)
    assert pipelines.words_learned == 0
    pipelines.read([ModelInput("Donaudampfschifffahrt Straßenbahnhaltestelle", "de")])
    assert 0 < pipelines.words_learned < 10
    pipelines.load()
    assert pipelines.words_learned == 0
