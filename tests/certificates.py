"""Certificates as tests need them: an authority, and what it vouches for, made by the openssl command."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

DAYS = 30
# What `openssl req` is told of a new key. One on a curve is made at once: enough where no Kafka reads it.
RSA, CURVE = "-newkey rsa:2048", "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1"


@dataclass(frozen=True, slots=True)
class Identity:
    """A certificate and its key, each in a file; `both` has the two in one, as Kafka's PEM keystore wants."""

    certificate: Path
    key: Path
    both: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """Vouches for others; `file` is what whoever trusts it is given, `new_key` what kind of keys all have."""

    file: Path
    key: Path
    new_key: str = RSA

    def vouches_for(self, name: str, *, days: int = DAYS) -> Identity:
        """Return a new identity of 127.0.0.1, valid for so many days from now; of none, if negative."""
        folder = self.file.parent
        made = Identity(*(folder / f"{name}.{kind}" for kind in ("crt", "key", "pem")))
        request, alternative = folder / f"{name}.csr", "subjectAltName=IP:127.0.0.1"
        openssl(f"req {self.new_key} -nodes -subj", f"/CN={name}", "-addext", alternative,
                "-keyout", made.key, "-out", request)  # fmt: skip
        openssl("x509 -req -CAcreateserial -copy_extensions copy -days", days, "-in", request,
                "-CA", self.file, "-CAkey", self.key, "-out", made.certificate)  # fmt: skip
        made.both.write_text(made.key.read_text() + made.certificate.read_text())
        return made


def authority(folder: Path, name: str, *, new_key: str = RSA) -> Authority:
    """Return a new authority, its files in a folder. Skips the test where there is no openssl."""
    made = Authority(folder / f"{name}.pem", folder / f"{name}.key", new_key)
    openssl(f"req -x509 {new_key} -nodes -days", DAYS, "-subj", f"/CN={name}",
            "-keyout", made.key, "-out", made.file)  # fmt: skip
    return made


def openssl(command: str, *words: object) -> None:
    """Run openssl."""
    found = shutil.which("openssl")
    if not found:
        pytest.skip("there is no openssl here to make a certificate with")
    subprocess.run([found, *command.split(), *map(str, words)], check=True, capture_output=True)
