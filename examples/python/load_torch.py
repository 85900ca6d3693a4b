#!/usr/bin/env python3
"""A model whose input is a vector as a plain torch.nn.Sequential: load_torch.py MODEL FEATURES, as load_numpy.py. Train it on
as any other module; BatchNorm's running statistics are the target's."""

import json
import sys

import torch
from torch import nn

import safetensors_file


def module(encoder, tensors):
    """Logits [batch, classes] of normalised vectors [batch, width]."""
    w = {name: torch.tensor(value) for name, value in tensors.items()}

    def layer(made, **state):
        made.load_state_dict({name: w[tensor] for name, tensor in state.items()}, strict=False)
        return made

    def dense(name):
        return layer(nn.Linear(*reversed(w[name + ".weight"].shape)), weight=name + ".weight", bias=name + ".bias")

    if encoder["kind"] == "functionals":
        own = "emotion.target.bn." if encoder["batch_norm_domains"] == 2 else "emotion.bn."
        norm = nn.BatchNorm1d(encoder["hidden"], eps=encoder["batch_norm_epsilon"])
        names = dict(weight="emotion.bn.gamma", bias="emotion.bn.beta", running_mean=own + "mean", running_var=own + "var")
        layers = [dense("emotion.l1"), layer(norm, **names), nn.ReLU(), dense("emotion.l2")]
    elif encoder["kind"] in ("linear", "identity"):
        layers = [dense("emotion.l1")] if encoder["kind"] == "linear" else []
    else:
        raise SystemExit(f"encoder '{encoder['kind']}' is not one of vectors; classify_torch.py knows more")
    return nn.Sequential(*layers, dense("emotion_classifier")).eval()


if __name__ == "__main__":
    labels, encoder, networks = safetensors_file.model(sys.argv[1])
    inputs = safetensors_file.features(sys.argv[2], sys.argv[1])
    x = torch.cat([torch.tensor(one) for one in inputs.values()])
    with torch.no_grad():
        rows = torch.stack([module(encoder, one)(x).softmax(1) for one in networks]).mean(0)
    print(json.dumps({name: dict(zip(labels, row.tolist())) for name, row in zip(inputs, rows)}))
