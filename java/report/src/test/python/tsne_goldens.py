"""Makes the golden files of TsneTest with scikit-learn 1.2: points, joint probabilities, divergence, trustworthiness.

    python3 src/test/python/tsne_goldens.py src/test/resources/org/emodna/report/projection
"""
import json
import struct
import sys
from pathlib import Path

import numpy as np
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import TSNE, trustworthiness
from sklearn.manifold._t_sne import _joint_probabilities


def write(path, tensors, metadata):
    """A safetensors file of doubles."""
    header, data = {"__metadata__": metadata}, b""
    for name, values in sorted(tensors.items()):
        raw = np.ascontiguousarray(values, "<f8").tobytes()
        header[name] = {"dtype": "F64", "shape": list(values.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def clusters(random):
    """Five clusters of unequal size and width in ten dimensions."""
    sizes, widths = [50, 40, 30, 20, 10], [1.0, 0.5, 1.5, 0.3, 1.0]
    centres = 4 * random.standard_normal((5, 10))
    return np.concatenate([c + w * random.standard_normal((n, 10)) for c, n, w in zip(centres, sizes, widths)])


def helix(random):
    """A curve with noise in three dimensions, and a plane far away."""
    t = np.sort(random.uniform(0, 4 * np.pi, 120))
    curve = np.stack([np.cos(t), np.sin(t), t / 4], 1) + 0.05 * random.standard_normal((120, 3))
    plane = np.concatenate([random.uniform(3, 5, (60, 2)), np.zeros((60, 1))], 1)
    return np.concatenate([curve, plane])


for name, make, perplexity in [("clusters", clusters, 30), ("helix", helix, 15)]:
    points = make(np.random.default_rng(7)).round(4)
    p = _joint_probabilities(squareform(pdist(points, "sqeuclidean")), perplexity, 0)
    tsne = TSNE(perplexity=perplexity, init="pca", learning_rate="auto", method="exact", random_state=0)
    picture = tsne.fit_transform(points)
    figures = {"perplexity": perplexity, "divergence": tsne.kl_divergence_,
               "trustworthiness": trustworthiness(points, picture, n_neighbors=10)}
    print(name, figures)
    write(Path(sys.argv[1]) / f"tsne-{name}.safetensors", {"points": points, "p": 1.0 * p},
          {key: repr(float(value)) for key, value in figures.items()})
