"""What can be told of the files that hold secrets and certificates, before anybody relies on them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from streams.settings import Settings

_FOR_OTHERS = 0o007


def open_to_others(path: Path) -> bool:
    """Return whether every user of this machine may read or change a file; False where there is none."""
    try:
        return bool(path.stat().st_mode & _FOR_OTHERS)
    except OSError:
        return False


def secret_files(settings: Settings) -> dict[str, Path]:
    """Return the files with a secret, by setting; without a key file, the key is with the certificate."""
    key = "kafka_key_file" if settings.kafka_key_file else "kafka_certificate_file"
    named = {name: getattr(settings, name) for name in ("kafka_password_file", "kafka_token_file", key)}
    return {name: path for name, path in named.items() if path is not None}


def ends_within(path: Path, left: timedelta) -> datetime | None:
    """Return when the first of a file's certificates ends, if that is less than this away; None if unread."""
    try:
        ends = [made.not_valid_after_utc for made in x509.load_pem_x509_certificates(path.read_bytes())]
    except (OSError, ValueError):
        return None
    first = min(ends)
    return first if first < datetime.now(UTC) + left else None
