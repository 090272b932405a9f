"""A pipeline with a component that fails on demand, as a package that model processes can load."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

MODULE = """
import os, pathlib, sys, time
from spacy.language import Language

@Language.component("failing")
def failing(doc):
    pathlib.Path(__file__).with_name("reading").touch()
    if "EXIT" in doc.text:
        os._exit(7)
    if "HANG" in doc.text:
        time.sleep(600)
    if "RAISE" in doc.text:
        raise ValueError("as told")
    if "SLOW" in doc.text:
        time.sleep(2)
    if "LONG" in doc.text:
        time.sleep(30)
    print("noise on standard output")
    return doc
"""


@pytest.fixture
def reading(failing: str) -> Path:
    """A file that is there once a process with that pipeline reads a text."""
    mark = Path(failing).with_name("reading")
    mark.unlink(missing_ok=True)
    return mark


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Path of a pipeline that names Jane Doe, and exits, hangs or raises on a text that says so."""
    folder = tmp_path_factory.mktemp("failing")
    (folder / "failing_component.py").write_text(MODULE)
    info = folder / "failing_component-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: failing-component\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\nfailing = failing_component:failing\n")
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": "Jane Doe"}])  # type: ignore[attr-defined]
    nlp.to_disk(folder / "pipeline")
    config = folder / "pipeline" / "config.cfg"
    component = '\n[components.failing]\nfactory = "failing"\n'
    config.write_text(
        config.read_text().replace('["entity_ruler"]', '["entity_ruler","failing"]') + component
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
        yield str(folder / "pipeline")
