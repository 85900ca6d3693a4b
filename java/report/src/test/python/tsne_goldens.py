"""Makes the golden files of TsneTest with scikit-learn 1.2: points, joint probabilities, divergence, trustworthiness.

    python3 src/test/python/tsne_goldens.py src/test/resources/org/emodna/report/projection
"""
import json
import struct
import sys
from pathlib import Path

import numpy as np
from scipy.spatial.distance import pdist, squareform
from sklearn.decomposition import PCA
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
    centres = 2 * random.standard_normal((5, 10))
    return np.concatenate([c + w * random.standard_normal((n, 10)) for c, n, w in zip(centres, sizes, widths)])


def helix(random):
    """A curve with noise in three dimensions, and a plane far away."""
    t = np.sort(random.uniform(0, 2 * np.pi, 120))
    curve = np.stack([np.cos(t), np.sin(t), t / 2], 1) + 0.2 * random.standard_normal((120, 3))
    plane = np.concatenate([random.uniform(3, 5, (60, 2)), np.zeros((60, 1))], 1)
    return np.concatenate([curve, plane])


for name, make, perplexity in [("clusters", clusters, 30), ("helix", helix, 30)]:
    points = make(np.random.default_rng(7)).round(4)
    p = _joint_probabilities(squareform(pdist(points, "sqeuclidean")), perplexity, 0)
    # The descent is chaotic: starts that differ by a millionth end in divergences some percent apart. So the median of five.
    start = PCA(2, random_state=0).fit_transform(points)
    start *= 1e-4 / np.std(start[:, 0])  # as init="pca" does
    runs = []
    for seed in range(5):
        noise = 1 + 1e-6 * np.random.default_rng(seed).standard_normal(start.shape)
        tsne = TSNE(perplexity=perplexity, init=start * noise, learning_rate="auto", method="exact")
        picture = tsne.fit_transform(points)
        runs.append((tsne.kl_divergence_, trustworthiness(points, picture, n_neighbors=10)))
    print(sorted(runs))
    figures = {"perplexity": perplexity, "divergence": np.median([d for d, _ in runs]),
               "trustworthiness": np.median([t for _, t in runs])}
    print(name, figures)
    write(Path(sys.argv[1]) / f"tsne-{name}.safetensors", {"points": points, "p": 1.0 * p},
          {key: repr(float(value)) for key, value in figures.items()})
