"""Reads safetensors files, as EMO-DNA writes models and features, with numpy alone."""

import hashlib
import json
import struct

import numpy as np


def read(path):
    """Metadata and tensors of a file: two dictionaries, text by name and float32 arrays by name."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8).ljust(8, b"\xff"))
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


def model(path):
    """Labels, what the encoder says of itself, and the tensors of each network: one, or those of an ensemble."""
    metadata, tensors = read(path)
    if metadata.get("format") != "emodna-model-2":
        raise SystemExit(f"{path}: is no model that this script knows (its format is {metadata.get('format')})")
    members = int(metadata.get("members", 1))
    prefixes = [f"member.{m}." for m in range(members)] if members > 1 else [""]
    each = [{n[len(p) :]: t for n, t in tensors.items() if n.startswith(p)} for p in prefixes]
    return json.loads(metadata["labels"]), json.loads(metadata["architecture"])["encoder"], each


def features(path, model_path):
    """Normalised features [frames, width] of each recording, which must have been made for this very model."""
    metadata, tensors = read(path)
    with open(model_path, "rb") as file:
        if metadata.get("model_sha256") != hashlib.sha256(file.read()).hexdigest():
            raise SystemExit(f"{path}: was not made by 'emodna features --model {model_path}'")
    return tensors
