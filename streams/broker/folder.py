"""A broker's folder belongs to one broker at a time, for exactly as long as its Kafka lives.

The claim is an advisory lock on a file. Kafka inherits its descriptor, so the folder stays taken while a
Kafka is still ending whose holder was killed.
"""

import fcntl
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from streams.broker.diagnosis import ANOTHER_FOLDER
from streams.errors import Misconfigured, Unavailable

FREE_MB_MIN = 150
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Claim:
    """A folder taken. `descriptor` is what Kafka inherits."""

    descriptor: int

    def release(self) -> None:
        """Give the folder back, also from any process forked meanwhile."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        os.close(self.descriptor)

    def note(self, text: str) -> None:
        """Write down who has the folder, for whoever finds it taken."""
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, text.encode(), 0)


def claim(owner_file: Path) -> Claim:
    """Return the claim on a folder by its owner file.

    Raises Misconfigured if another broker has it, saying which, and OSError if the file cannot be opened.
    """
    descriptor = os.open(owner_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        who = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
        os.close(descriptor)
        raise Misconfigured(
            f"{owner_file.parent} is in use by another broker{f' ({who})' if who else ''}. Use that one, "
            f"stop it, or give {ANOTHER_FOLDER}."
        ) from error
    return Claim(descriptor)


def require_space(folder: Path) -> None:
    """Return if a Kafka can start in this folder. Raises Unavailable if its disk has under 150 MB free.

    Kafka maps its indexes into memory; on a full disk that ends it without a word.
    """
    free_mb = shutil.disk_usage(folder).free // _MB
    if free_mb < FREE_MB_MIN:
        raise Unavailable(
            f"the disk under {folder} is full: {free_mb} MB free, Kafka needs {FREE_MB_MIN}. Free some space "
            f"or give {ANOTHER_FOLDER}."
        )
