"""The password of this process, wherever it is."""

from streams.settings import Settings


def password(settings: Settings) -> str:
    """Return the password, from wherever it is; empty where there is none, or none can be read."""
    path = settings.kafka_password_file
    if path is None:
        return settings.kafka_password.get_secret_value()
    try:
        return path.read_text("utf-8").removesuffix("\n").removesuffix("\r")
    except (OSError, UnicodeDecodeError):
        return ""
