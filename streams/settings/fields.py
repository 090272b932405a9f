"""Every setting: its name, default, range and meaning."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.topics import Stage, Topics

PREFIX = "NEWSWIRE_"
WEB_PORTS = {Stage.INGEST: 9460, Stage.DEDUP: 9461, Stage.ENRICH: 9462, Stage.WATCH: 9463}


class Settings(BaseSettings):
    """All settings, read from environment variables `NEWSWIRE_*`; each default works on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="ignore")

    kafka_bootstrap_servers: str = Field(
        "127.0.0.1:9092", min_length=3, description="Kafka brokers to start from: host:port, comma-separated."
    )
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to talk to Kafka: with TLS (SSL, SASL_SSL), with a login (SASL_*)."
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = Field(
        "SCRAM-SHA-512", description="How to log in where the protocol is SASL_*."
    )
    kafka_username: str = Field(
        "", description="Kafka user of this process; with a token URL, its client id there."
    )
    kafka_password: SecretStr = Field(SecretStr(""), description="Its password; rather in a file.")
    kafka_password_file: Path | None = Field(
        None, description="File that holds its password, without which the environment would have to."
    )
    kafka_token_file: Path | None = Field(
        None, description="File with the token for OAUTHBEARER, read again each time; others keep it fresh."
    )
    kafka_token_url: str = Field(
        "", description="Where to ask for one instead, with user and password (https; OAuth token endpoint)."
    )
    kafka_token_scope: str = Field(
        "", description="Scope to ask for there, space-separated; none: the usual."
    )
    kafka_ca_file: Path | None = Field(
        None, description="CA certificates (PEM) that Kafka's must chain to; none: those of the system."
    )
    kafka_certificate_file: Path | None = Field(
        None, description="Certificate (PEM) by which Kafka knows this process, for TLS on both sides."
    )
    kafka_key_file: Path | None = Field(
        None, description="Its key (PEM, not encrypted); none: in the same file."
    )
    kafka_session_timeout_s: float = Field(
        6, ge=1, le=300, description="Seconds after which a silent worker's partitions go to another."
    )
    stop_timeout_s: float = Field(
        25,
        gt=0,
        le=3_600,
        description="Longest that a worker or poller may take to end, half of it for what is in hand.",
    )

    topic_prefix: str = Field(
        "",
        pattern=r"^[A-Za-z0-9._-]*$",
        description="Put before every topic and group, to share one cluster.",
    )
    topic_partitions: int = Field(
        4, ge=1, le=512, description="Partitions of the article topics: the most workers a stage can use."
    )
    topic_replication: int = Field(1, ge=1, le=9, description="Replicas of every topic; 3 in production.")
    dedup_shards: int = Field(
        4, ge=1, le=512, description="Shards of the deduplication index, each a partition of the keys topic."
    )

    data_dir: Path = Field(
        Path.home() / ".local/share/newswire", description="Where workers keep their tables, one folder each."
    )
    cache_dir: Path = Field(
        Path.home() / ".cache/newswire", description="Where what was fetched once is kept (Kafka's jars)."
    )
    java_home: Path | None = Field(
        None, description="Java 17 or newer for 'newswire broker'; none: the one that came with newswire."
    )
    web_host: str = Field("127.0.0.1", description="Address of /metrics, /livez and /readyz.")
    web_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port of the same; 0: the stage's own (ingest 9460, dedup 9461, enrich 9462, "
        "watch 9463).",
    )

    dedup_window_hours: float = Field(
        72, gt=0, le=24 * 60, description="How far back, by received_at, an original is looked for."
    )
    dedup_linger_ms: float = Field(
        60, ge=0, le=5_000, description="Longest wait for a packed record to fill; used only if it pays."
    )
    in_hand_articles_max: int = Field(
        2_000, ge=1, le=100_000, description="Articles a worker takes up before it has settled earlier ones."
    )
    article_bytes_max: int = Field(
        900_000, ge=1_000, le=50_000_000, description="Largest article record; larger ones are dead letters."
    )
    spacy_model: str = Field(
        "newswire",
        min_length=1,
        description="spaCy pipelines, comma-separated: 'newswire' (shipped), 'accurate' (built), installed "
        "ones, or paths. Each reads its own language, or that before its '=' (de=NAME); xx=NAME all others.",
    )
    aliases_file: Path | None = Field(
        None, description="Names and ids of your own (YAML), read again when it changes; none: no list."
    )
    enrich_processes: int = Field(1, ge=1, le=256, description="Processes that run the model, one core each.")
    enrich_batch_articles: int = Field(16, ge=1, le=512, description="Articles the model is given at once.")
    enrich_timeout_s: float = Field(
        60,
        gt=0,
        le=3_600,
        description="Longest that a batch may take in the model, or 100,000 characters of it.",
    )
    enrich_chars_max: int = Field(
        0, ge=0, description="Characters of an article read for names, the rest marked as unread; 0: all."
    )

    watch_surprise_min: float = Field(
        12,
        ge=3,
        le=100,
        description="Nats of surprise from which a source is called silent or flooding; 12: by chance, once "
        "in 19 years of a source.",
    )
    watch_sources_max: int = Field(
        10_000, ge=1, le=1_000_000, description="Sources the watcher knows; the least recently heard goes."
    )
    canary_every_s: float = Field(
        60, ge=0, le=3_600, description="Seconds between two canaries that the watcher sends; 0: none."
    )
    canary_lost_s: float = Field(
        60, gt=0, le=3_600, description="Seconds after which a canary that is not back counts as lost."
    )

    feeds_allow_private_addresses: bool = Field(
        False, description="Whether feeds may be fetched from addresses that are not of the public internet."
    )
    feeds_user_agent: str = Field(
        "newswire",
        min_length=1,
        max_length=200,
        pattern=r"^[\x20-\x7e]+$",
        description="Who asks, as feeds' servers are told; an address in it lets them complain to you.",
    )

    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severity logged."
    )
    log_format: Literal["console", "json"] = Field("console", description="Log lines for people or machines.")

    def topics(self) -> Topics:
        """Return the topics of this deployment."""
        return Topics(prefix=self.topic_prefix, partitions=self.topic_partitions, shards=self.dedup_shards)

    def web_port_of(self, stage: Stage) -> int:
        """Return the port on which a stage serves its metrics and health."""
        return self.web_port or WEB_PORTS[stage]

    def given(self, name: str) -> bool:
        """Return whether the environment set this, rather than its default."""
        return name in self.model_fields_set
