"""Checks the PyTorch step against reference values: only equal work may be compared."""

import json
import struct

import numpy as np
import torch

from emodna_torch.encoder import CHANNELS_LAST
from emodna_torch.step import EmoDna

TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "U8": np.uint8}


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[begin:end], TYPES[entry["dtype"]]).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


def reference_names(encoder):
    """Our parameter's or buffer's name -> the name in the reference files."""
    names = {"w": "w"}
    bn = {"weight": "gamma", "bias": "beta", "running_mean": "mean", "running_var": "var"}
    for name in encoder.state_dict():
        parts = name.split(".")
        if parts[1:2] == ["inp"]:
            names[name] = name
        elif parts[1:2] == ["tab"] and parts[-1] != "num_batches_tracked":
            stream, _, block, half, kind, leaf = parts
            number = "1" if half == "first" else "2"
            names[name] = f"{stream}.tab.{block}.{kind}{number}.{bn[leaf] if kind == 'bn' else leaf}"
    return names


def load(encoder, tensors, prefix):
    state = encoder.state_dict()
    for ours, theirs in reference_names(encoder).items():
        state[ours].copy_(tensors[prefix + theirs].reshape(state[ours].shape))


def check(folder, layout):
    """Largest error of a loss or gradient, as a share of the tensor's largest magnitude, in float64."""
    network = read_safetensors(f"{folder}/timnet.safetensors")
    golden = read_safetensors(f"{folder}/step.safetensors")
    ramp, decoupling, by_class, by_corpus, temperature = golden["a_lam_dec_class_mmd_t"].tolist()
    torch.set_default_dtype(torch.float64)
    try:
        # The reference step takes kernel distances of z as it is.
        model = EmoDna(dropout=0, layout=layout, space="raw", weights=(decoupling, by_class, by_corpus)).train()
        model.temperature = temperature
        load(model.emotion_encoder, network, "w/")
        load(model.corpus_encoder, golden, "Ec/w/")
        heads = {
            "emotion": "ec/{}",
            "corpus": "cc/{}",
            "projection.0": "proj/{}l1.",
            "projection.2": "proj/{}l2.",
        }
        parameters = dict(model.heads.named_parameters())
        for ours, theirs in heads.items():
            for leaf in ("weight", "bias"):
                parameters[f"{ours}.{leaf}"].data.copy_(golden[theirs.format("w/") + leaf])
        x = torch.cat((golden["xs"], golden["xt"])).double()
        pseudo = torch.where(golden["mask"].bool(), golden["pseudo"], -1)
        total, terms = model.losses(x, golden["ys"], ramp, pseudo)
        total.backward()
        errors = {"total": (total, golden["total"])}
        for name, value in terms.items():
            errors["loss/" + name] = (value, golden["loss/" + name])
        for prefix, encoder in (("d/Ee/", model.emotion_encoder), ("d/Ec/", model.corpus_encoder)):
            gradients = {name: p.grad for name, p in encoder.named_parameters()}
            for ours, theirs in reference_names(encoder).items():
                if ours in gradients:
                    errors[prefix + theirs] = (gradients[ours], golden[prefix + theirs])
        for ours, theirs in heads.items():
            for leaf in ("weight", "bias"):
                name = "d/" + theirs.format("") + leaf
                errors[name] = (parameters[f"{ours}.{leaf}"].grad, golden[name])
    finally:
        torch.set_default_dtype(torch.float32)
    # A bias before BatchNorm has gradient 0, rounding apart: compare it with the scale of all gradients.
    scale = max(b.abs().max().item() for name, (_, b) in errors.items() if name.startswith("d/"))
    worst = 0.0, ""
    for name, (ours, theirs) in errors.items():
        difference = (ours.detach().reshape(theirs.shape) - theirs).abs().max().item()
        size = theirs.abs().max().item()
        worst = max(worst, (difference / (size if size > 1e-6 * scale else scale), name))
    return {"largest_relative_error": worst[0], "where": worst[1], "tensors": len(errors), "layout": layout}


__all__ = ["CHANNELS_LAST", "check"]
