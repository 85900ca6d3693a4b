#!/usr/bin/env python3
"""Probabilities of a model, computed with numpy: classify_numpy.py MODEL FEATURES, of which FEATURES is what
`emodna features --model MODEL --out FEATURES` has written. Prints JSON: file, then class, then probability."""

import json
import sys

import numpy as np

import safetensors_file


def network(encoder, w, x):
    """Probabilities [classes] of x [frames, width] by one network: what the encoder says of itself, and its tensors."""
    statistics = "emotion.target." if encoder.get("batch_norm_domains") == 2 else "emotion."

    def linear(name, v):
        return v @ w[name + ".weight"].T + w[name + ".bias"]

    def batch_norm(name, v, epsilon):
        z = (v - w[f"{statistics}{name}.mean"]) / np.sqrt(w[f"{statistics}{name}.var"] + epsilon)
        return z * w[f"emotion.{name}.gamma"] + w[f"emotion.{name}.beta"]

    def causal(stream, name, v, dilation):
        taps, bias = (w[f"emotion.{stream}.{name}.{what}"] for what in ("weight", "bias"))
        earlier = np.concatenate([np.zeros((dilation, v.shape[1]), np.float32), v])[: len(v)]
        return earlier @ taps[:, :, 0].T + v @ taps[:, :, 1].T + bias

    def blocks(stream, v):
        h = v @ w[f"emotion.{stream}.inp.weight"][:, :, 0].T + w[f"emotion.{stream}.inp.bias"]
        total = 0
        for i in range(encoder["blocks"]):
            a = h
            for n in (1, 2):
                a = causal(stream, f"tab.{i}.conv{n}", a, 2**i)
                a = np.maximum(batch_norm(f"{stream}.tab.{i}.bn{n}", a, encoder["batch_norm_epsilon"]), 0)
            h = h / (1 + np.exp(-a))
            total = total + w["emotion.w"][i] * h
        return total

    if encoder["kind"] == "tim-net":
        forward, backward = blocks("fwd", x), blocks("bwd", x[::-1])
        y = forward + (backward[::-1] if encoder.get("turn_back") else backward)
        z = y.mean(axis=0)
        if "pooling" in encoder:
            pooled = np.concatenate([z, np.sqrt(y.var(axis=0) + 1e-5)])
            z = linear("emotion.pooled.linear", batch_norm("pooled.bn", pooled, 1e-5))
    elif encoder["kind"] == "functionals":
        hidden = batch_norm("bn", linear("emotion.l1", x[0]), encoder["batch_norm_epsilon"])
        z = linear("emotion.l2", np.maximum(hidden, 0))
    elif encoder["kind"] in ("linear", "identity"):
        z = linear("emotion.l1", x[0]) if encoder["kind"] == "linear" else x[0]
    else:
        raise SystemExit(f"encoder '{encoder['kind']}' is not known here")
    logits = linear("emotion_classifier", z)
    e = np.exp(logits - logits.max())
    return e / e.sum()


if __name__ == "__main__":
    labels, encoder, networks = safetensors_file.model(sys.argv[1])
    inputs = safetensors_file.features(sys.argv[2], sys.argv[1])
    # Of an ensemble the mean over its networks.
    rows = {name: np.mean([network(encoder, w, x) for w in networks], axis=0) for name, x in inputs.items()}
    print(json.dumps({name: dict(zip(labels, row.tolist())) for name, row in rows.items()}))
