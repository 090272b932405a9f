"""Networks as ONNX, run by onnxruntime on one thread: a model's process has one core."""

from pathlib import Path
from typing import Any

WARNINGS_OFF = 3


def session(network: bytes | Path) -> Any:
    """Return what runs a network, from its bytes or its file, on one thread.

    Memory that it plans for one shape of input is not kept for the next, as texts have any length. Raises
    ImportError if onnxruntime is missing, and what onnxruntime raises if the network is none.
    """
    import onnxruntime  # noqa: PLC0415  only a process that reads has use for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = WARNINGS_OFF
    said = network if isinstance(network, bytes) else str(network)
    return onnxruntime.InferenceSession(said, options, providers=["CPUExecutionProvider"])
