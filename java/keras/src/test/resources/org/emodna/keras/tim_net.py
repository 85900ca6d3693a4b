#!/usr/bin/env python3
"""Writes tim-net.hdf5, weights as Keras 2 stores those of TIM-Net's released code; tim-net-1.8.hdf5, the same in the newer
forms of HDF5 1.8; and tim-net.txt, what that network makes of an input, computed here with numpy in Keras's own terms:
kernels [taps, in, out], rows of frames.

The layers are numbered as in a later fold of a program: Keras counts on. Needs h5py and numpy."""

import os

import h5py
import numpy as np

FEATURES, CHANNELS, BLOCKS, CLASSES, FRAMES = 39, 3, 3, 6, 29
FIRST = 7  # so that conv1d_9 and conv1d_10 are among them
FOLDER = os.path.dirname(os.path.abspath(__file__))
random = np.random.default_rng(18)


def normal(*shape, scale=0.4, shift=0.0):
    return (shift + scale * random.standard_normal(shape)).astype(np.float32)


class Layers:
    """Layers in the order in which they are made."""

    def __init__(self):
        self.weights, self.counts = {}, {"conv1d": FIRST, "batch_normalization": FIRST, "weight_layer": 1, "dense": 1}

    def add(self, kind, **weights):
        name = f"{kind}_{self.counts[kind]}"
        self.counts[kind] += 1
        self.weights[name] = weights
        return weights

    def conv(self, taps, inputs):
        return self.add("conv1d", kernel=normal(taps, inputs, CHANNELS), bias=normal(CHANNELS))

    def norm(self):
        return self.add(
            "batch_normalization",
            gamma=normal(CHANNELS, shift=1),
            beta=normal(CHANNELS),
            moving_mean=normal(CHANNELS),
            moving_variance=np.abs(normal(CHANNELS)) + np.float32(0.2),
        )


def convolved(layer, x, dilation):
    kernel = layer["kernel"]
    padded = np.concatenate([np.zeros(((len(kernel) - 1) * dilation, x.shape[1])), x])
    return sum(padded[i * dilation : i * dilation + len(x)] @ kernel[i] for i in range(len(kernel))) + layer["bias"]


def normalised(layer, x):
    return (x - layer["moving_mean"]) / np.sqrt(layer["moving_variance"] + 1e-3) * layer["gamma"] + layer["beta"]


def block(layers, x, dilation):
    y = x
    for conv, norm in layers:
        y = np.maximum(normalised(norm, convolved(conv, y, dilation)), 0)
    return x / (1 + np.exp(-y))


def main():
    layers = Layers()
    streams = [layers.conv(1, FEATURES), layers.conv(1, FEATURES)]
    tabs = [[[(layers.conv(2, CHANNELS), layers.norm()) for _ in "12"] for _ in "fb"] for _ in range(BLOCKS)]
    stages = layers.add("weight_layer", kernel=normal(BLOCKS, 1))
    dense = layers.add("dense", kernel=normal(CHANNELS, CLASSES), bias=normal(CLASSES))

    x = normal(FRAMES, FEATURES, scale=1)
    forward, backward = convolved(streams[0], x, 1), convolved(streams[1], x[::-1], 1)
    means = []
    for i, (first, second) in enumerate(tabs):
        forward, backward = block(first, forward, 2**i), block(second, backward, 2**i)
        means.append((forward + backward).mean(axis=0))
    logits = (np.array(means).T @ stages["kernel"])[:, 0] @ dense["kernel"] + dense["bias"]
    e = np.exp(logits - logits.max())
    with open(os.path.join(FOLDER, "tim-net.txt"), "w") as out:
        out.write(" ".join(map(str, e / e.sum())) + "\n" + " ".join(map(str, x.ravel())) + "\n")

    write("tim-net.hdf5", layers, ["dropout_3"], "earliest")
    # With so many layers, those without weights among them, links are in a heap of several blocks and a tree of two levels.
    write("tim-net-1.8.hdf5", layers, [f"activation_{i}" for i in range(99)], "v108")


def write(name, layers, without_weights, version):
    with h5py.File(os.path.join(FOLDER, name), "w", libver=(version, "v108")) as file:
        names = ["input_2", *layers.weights, *without_weights]
        file.attrs["layer_names"] = [name.encode() for name in names]
        file.attrs["backend"], file.attrs["keras_version"] = b"tensorflow", b"2.7.0"
        for name in sorted(names):
            group = file.create_group(name)
            own = layers.weights.get(name, {})
            group.attrs["weight_names"] = [f"{name}/{weight}:0".encode() for weight in own]
            for weight, value in own.items():
                group.create_dataset(f"{name}/{weight}:0", data=value)


if __name__ == "__main__":
    main()
