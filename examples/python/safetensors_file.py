"""Reads safetensors files, as EMO-DNA writes models and features, with numpy alone."""

import json
import struct

import numpy as np


def read(path):
    """Metadata and tensors of a file: two dictionaries, text by name and float32 arrays by name."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        if size > 100_000_000:
            raise SystemExit(f"{path}: is no safetensors file")
        header = json.loads(file.read(size))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, one in header.items():
        start, end = one["data_offsets"]
        if one["dtype"] == "F32":
            tensors[name] = np.frombuffer(data[start:end], "<f4").reshape(one["shape"])
    return metadata, tensors
