"""What can be told of the files that hold secrets and certificates, before anybody relies on them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from streams.settings import Settings

_FOR_OTHERS, _WRITTEN_BY_OTHERS = 0o007, 0o002


def open_to_others(path: Path) -> bool:
    """Return whether every user of this machine may read or change a file; False where there is none."""
    return _is(path, _FOR_OTHERS)


def changed_by_others(path: Path) -> bool:
    """Return whether every user of this machine may change a file; False where there is none."""
    return _is(path, _WRITTEN_BY_OTHERS)


def _is(path: Path, mode: int) -> bool:
    try:
        return bool(path.stat().st_mode & mode)
    except OSError:
        return False


def secret_files(settings: Settings) -> dict[str, Path]:
    """Return the files with a secret, by setting; without a key file, the key is with the certificate."""
    key = "kafka_key_file" if settings.kafka_key_file else "kafka_certificate_file"
    named = {name: getattr(settings, name) for name in ("kafka_password_file", "kafka_token_file", key)}
    return {name: path for name, path in named.items() if path is not None}


def ends_within(
    path: Path, left: timedelta, of_its_ends: Callable[[list[datetime]], datetime]
) -> datetime | None:
    """Return the end that counts of a file's certificates, if it is less than this away; None if unread."""
    try:
        ends = [made.not_valid_after_utc for made in x509.load_pem_x509_certificates(path.read_bytes())]
    except (OSError, ValueError):
        return None
    counts = of_its_ends(ends)
    return counts if counts < datetime.now(UTC) + left else None
