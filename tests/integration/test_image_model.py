"""What the image's build asks of the model, run as it stands in the Dockerfile, tells one from none."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCKERFILE = (Path(__file__).parents[2] / "ops/docker/Dockerfile").read_text("utf-8")
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(("model", "code"), [("newswire", 0), ("no_such_model", 2)])
def test_an_image_whose_model_reads_no_name_is_not_built(model: str, code: int, tmp_path: Path) -> None:
    written = re.search(r"^RUN (echo .*?[^\\])\n(?!\s)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert written
    script = written[1].replace("/tmp/", f"{tmp_path}/")
    own = dict(os.environ) | {"PATH": f"{BIN}:{os.environ['PATH']}", "NEWSWIRE_SPACY_MODEL": model}
    done = subprocess.run(["/bin/sh", "-c", script], env=own, capture_output=True, check=False, text=True)
    assert done.returncode == code, done.stderr
