"""Settings: a default that works on one machine, and bad ones named before anything starts."""

import pytest

from streams.errors import Misconfigured
from streams.settings import PREFIX, WEB_PORTS, Settings, environment_of, read, settings, unknown, variable
from streams.topics import Stage

NAMES = list(Settings.model_fields)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(variable(name), raising=False)


def test_every_default_is_allowed() -> None:
    """Pydantic does not check defaults by itself."""
    defaults = {name: value for name, value in Settings().model_dump().items() if value is not None}
    assert Settings(**defaults).model_dump() == Settings().model_dump()


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_says_what_it_means(name: str) -> None:
    said = Settings.model_fields[name].description
    assert said
    assert said.endswith(".")


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_DEDUP_WINDOW_HOURS", "24")
    assert read().dedup_window_hours == 24
    assert read().given("dedup_window_hours")
    assert not read().given("web_port")


@pytest.mark.parametrize("name", ["kafka_ca_file", "web_port", "feeds_user_agent"])
def test_a_variable_that_is_empty_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As compose and systemd give what nobody filled in; an empty path would be this folder."""
    monkeypatch.setenv(variable(name), "")
    assert getattr(read(), name) == Settings.model_fields[name].default


def test_all_bad_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One restart per mistake is what operators hate."""
    monkeypatch.setenv("NEWSWIRE_WEB_PORT", "http")
    monkeypatch.setenv("NEWSWIRE_TOPIC_PARTITIONS", "0")
    with pytest.raises(Misconfigured) as refused:
        read()
    assert "NEWSWIRE_WEB_PORT='http'" in str(refused.value)
    assert "NEWSWIRE_TOPIC_PARTITIONS='0'" in str(refused.value)
    assert "newswire config" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KAFKA_SECURITY_PROTOCOL", "plaintext"),
        ("TOPIC_PREFIX", "two words"),
        ("DEDUP_WINDOW_HOURS", "0"),
        ("LOG_LEVEL", "loud"),
        ("ENRICH_PROCESSES", "1.5"),
    ],
)
def test_a_value_out_of_range_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(Misconfigured, match=f"{PREFIX}{name}='{value}'"):
        read()


def test_a_misspelt_variable_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be ignored, and the default used in its place without a word."""
    monkeypatch.setenv("NEWSWIRE_WEBPORT", "9000")
    monkeypatch.setenv("NEWSWIRE_WEB_PORT", "9000")
    assert "NEWSWIRE_WEBPORT" in unknown()
    assert "NEWSWIRE_WEB_PORT" not in unknown()


def test_a_password_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_KAFKA_PASSWORD", "hunter2")
    assert "hunter2" not in repr(read())
    assert "hunter2" not in str(read().model_dump())
    assert read().kafka_password.get_secret_value() == "hunter2"


def test_a_child_process_does_not_inherit_what_was_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demonstration's own Kafka has no TLS, whatever the environment says of another one."""
    monkeypatch.setenv("NEWSWIRE_KAFKA_CA_FILE", "ca.pem")
    monkeypatch.setenv("NEWSWIRE_WEB_PORT", "9000")
    made = environment_of(read().model_copy(update={"kafka_ca_file": None}))
    assert "NEWSWIRE_KAFKA_CA_FILE" not in made
    assert made["NEWSWIRE_WEB_PORT"] == "9000"
    assert "PATH" in made


def test_each_stage_has_a_port_of_its_own() -> None:
    """All of them on one machine must start with no setting at all."""
    assert len({Settings().web_port_of(stage) for stage in Stage}) == len(Stage) == len(WEB_PORTS)
    assert Settings(web_port=8000).web_port_of(Stage.DEDUP) == 8000


def test_settings_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.cache_clear()
    before = settings()
    monkeypatch.setenv("NEWSWIRE_WEB_PORT", "8000")
    assert settings() is before
    settings.cache_clear()
    assert settings().web_port == 8000
    settings.cache_clear()


def test_settings_cannot_be_changed_under_way() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().web_port = 1  # type: ignore[misc]
