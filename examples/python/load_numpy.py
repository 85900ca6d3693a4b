#!/usr/bin/env python3
"""A model whose input is a vector, as that of functionals, in numpy: load_numpy.py MODEL FEATURES, of which FEATURES is what
`emodna features --model MODEL --out FEATURES` has written. Prints JSON: file, then class, then probability."""

import json
import sys

import numpy as np

import safetensors_file


def probabilities(encoder, w, x):
    """Probabilities [batch, classes] of normalised vectors [batch, width] by one network."""

    def dense(name, v):
        return v @ w[name + ".weight"].T + w[name + ".bias"]

    if encoder["kind"] == "functionals":
        own = "emotion.target.bn." if encoder["batch_norm_domains"] == 2 else "emotion.bn."
        h = (dense("emotion.l1", x) - w[own + "mean"]) / np.sqrt(w[own + "var"] + encoder["batch_norm_epsilon"])
        z = dense("emotion.l2", np.maximum(h * w["emotion.bn.gamma"] + w["emotion.bn.beta"], 0))
    elif encoder["kind"] in ("linear", "identity"):
        z = dense("emotion.l1", x) if encoder["kind"] == "linear" else x
    else:
        raise SystemExit(f"encoder '{encoder['kind']}' is not one of vectors; classify_numpy.py knows more")
    logits = dense("emotion_classifier", z)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


if __name__ == "__main__":
    labels, encoder, networks = safetensors_file.model(sys.argv[1])
    inputs = safetensors_file.features(sys.argv[2], sys.argv[1])
    rows = np.mean([probabilities(encoder, w, np.concatenate(list(inputs.values()))) for w in networks], axis=0)
    print(json.dumps({name: dict(zip(labels, row.tolist())) for name, row in zip(inputs, rows)}))
