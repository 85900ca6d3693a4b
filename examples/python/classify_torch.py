#!/usr/bin/env python3
"""A model as a PyTorch module: classify_torch.py MODEL FEATURES, as classify_numpy.py. What recognises are parameters, so that
it can be trained on; BatchNorm keeps its running statistics, and there is no dropout. Recordings of equal length can be given
together, as x [batch, frames, width]."""

import json
import sys

import torch
from torch.nn import functional as F

import safetensors_file


class Network(torch.nn.Module):
    """One network: what its encoder says of itself, and its tensors."""

    def __init__(self, encoder, tensors):
        super().__init__()
        self.encoder = encoder
        self.statistics = "emotion.target." if encoder.get("batch_norm_domains") == 2 else "emotion."
        for name, value in tensors.items():
            if name.endswith((".mean", ".var")):
                if name.startswith(self.statistics):
                    self.register_buffer(name.replace(".", "/"), torch.tensor(value))
            elif name.startswith(("emotion.", "emotion_classifier.")):
                self.register_parameter(name.replace(".", "/"), torch.nn.Parameter(torch.tensor(value)))

    def __getitem__(self, name):
        return getattr(self, name.replace(".", "/"))

    def linear(self, name, v):
        return F.linear(v, self[name + ".weight"], self[name + ".bias"])

    def batch_norm(self, name, v, epsilon):
        mean, var = self[f"{self.statistics}{name}.mean"], self[f"{self.statistics}{name}.var"]
        return F.batch_norm(v, mean, var, self[f"emotion.{name}.gamma"], self[f"emotion.{name}.beta"], eps=epsilon)

    def convolution(self, name, v, reach):
        padded = F.pad(v, (reach, 0))
        return F.conv1d(padded, self[f"emotion.{name}.weight"], self[f"emotion.{name}.bias"], dilation=max(1, reach))

    def blocks(self, stream, v):
        h, total = self.convolution(f"{stream}.inp", v, 0), 0
        for i in range(self.encoder["blocks"]):
            a = h
            for n in (1, 2):
                a = self.convolution(f"{stream}.tab.{i}.conv{n}", a, 2**i)
                a = F.relu(self.batch_norm(f"{stream}.tab.{i}.bn{n}", a, self.encoder["batch_norm_epsilon"]))
            h = h * torch.sigmoid(a)
            total = total + self["emotion.w"][i] * h
        return total

    def forward(self, x):
        """Logits [batch, classes] of normalised features [batch, frames, width]."""
        encoder, kind = self.encoder, self.encoder["kind"]
        if kind == "tim-net":
            frames = x.transpose(1, 2)
            forward, backward = self.blocks("fwd", frames), self.blocks("bwd", frames.flip(2))
            y = forward + (backward.flip(2) if encoder.get("turn_back") else backward)
            z = y.mean(2)
            if "pooling" in encoder:
                pooled = torch.cat([z, torch.sqrt(y.var(2, unbiased=False) + 1e-5)], 1)
                z = self.linear("emotion.pooled.linear", self.batch_norm("pooled.bn", pooled, 1e-5))
        elif kind == "functionals":
            hidden = self.batch_norm("bn", self.linear("emotion.l1", x[:, 0]), encoder["batch_norm_epsilon"])
            z = self.linear("emotion.l2", F.relu(hidden))
        elif kind in ("linear", "identity"):
            z = self.linear("emotion.l1", x[:, 0]) if kind == "linear" else x[:, 0]
        else:
            raise SystemExit(f"encoder '{kind}' is not known here")
        return self.linear("emotion_classifier", z)


if __name__ == "__main__":
    labels, encoder, networks = safetensors_file.model(sys.argv[1])
    networks = [Network(encoder, tensors) for tensors in networks]
    result = {}
    with torch.no_grad():
        for name, x in safetensors_file.features(sys.argv[2], sys.argv[1]).items():
            each = [F.softmax(network(torch.tensor(x)[None]), 1)[0] for network in networks]
            result[name] = dict(zip(labels, torch.stack(each).mean(0).tolist()))
    print(json.dumps(result))
