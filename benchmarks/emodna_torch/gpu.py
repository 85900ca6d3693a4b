"""The training step for a GPU: no look at device data from the host and no shape that depends on it, so that the step can be
compiled whole and captured in a CUDA graph. Rows that do not enter are masked, not removed; values are those of losses.py."""

import torch
import torch.nn.functional as F

from emodna_torch.encoder import CHANNELS_LAST, CONTIGUOUS, Encoder
from emodna_torch.losses import kernel, kernel_space, squared_distances
from emodna_torch.step import Heads

MODES = ("eager", "graph", "graph-channels-last", "compiled", "compiled-graph")


def members_of(labels, classes):
    """[N] -> [N, K]; rows labelled -1 are zero."""
    return (labels[:, None] == torch.arange(classes, device=labels.device)).to(torch.float32)


def contrastive(u, v, labels, classes, temperature):
    """As losses.contrastive, static in shape."""
    scaled = u / temperature
    similarity = scaled @ torch.cat((u, v)).T
    closed = torch.cat((labels < 0, torch.zeros(len(v), dtype=torch.bool, device=u.device)))
    # In place and unseen by autograd: a copy would be the largest array of all, and where a similarity is -inf its
    # gradient, a factor of exp(-inf), is 0 by itself.
    with torch.no_grad():
        similarity.masked_fill_(closed[None, :], -torch.inf)
        similarity.diagonal().fill_(-torch.inf)
    members = members_of(labels, classes)
    positives = members @ (members.sum(0) - 1)
    attraction = (scaled * (members @ (members.T @ u) - u)).sum(1) / positives.clamp(min=1)
    used = (positives > 0) & (labels >= 0)
    return torch.where(used, torch.logsumexp(similarity, 1) - attraction, 0).sum() / used.sum().clamp(min=1)


class Alignment:
    """As losses.Alignment, static in shape."""

    def __init__(self, source, target):
        self.within_source = squared_distances(source, source)
        self.within_target = squared_distances(target, target)
        self.between = squared_distances(source, target)

    def _sigma2(self, source_rows, target_rows):
        within_source, within_target, between = (
            d.detach() for d in (self.within_source, self.within_target, self.between)
        )
        count = source_rows.sum() + target_rows.sum()
        total = (
            source_rows @ (within_source @ source_rows)
            + target_rows @ (within_target @ target_rows)
            + 2 * (source_rows @ (between @ target_rows))
        )
        return (total / (count * (count - 1)).clamp(min=1)).clamp(min=1e-12)

    def corpus(self):
        ones_source, ones_target = torch.ones_like(self.between[:, 0]), torch.ones_like(self.between[0])
        sigma2 = self._sigma2(ones_source, ones_target)
        return (
            kernel(self.within_source, sigma2).mean()
            + kernel(self.within_target, sigma2).mean()
            - 2 * kernel(self.between, sigma2).mean()
        )

    def classwise(self, source_labels, target_labels, classes):
        source, target = members_of(source_labels, classes), members_of(target_labels, classes)
        source_count, target_count = source.sum(0), target.sum(0)
        common = ((source_count > 0) & (target_count > 0)).to(source.dtype)
        shared = common.sum()
        sigma2 = self._sigma2((source_labels >= 0).to(source.dtype), (target_labels >= 0).to(source.dtype))
        source = source / source_count.clamp(min=1)
        target = target / target_count.clamp(min=1)
        own_source = (source * (kernel(self.within_source, sigma2) @ source)).sum(0)
        own_target = (target * (kernel(self.within_target, sigma2) @ target)).sum(0)
        cross = source.T @ (kernel(self.between, sigma2) @ target)
        distance = own_source[:, None] + own_target - 2 * cross
        pairs = common[:, None] * common - torch.diag(common)
        same = (distance.diagonal() * common).sum() / shared.clamp(min=1)
        return same - (distance * pairs).sum() / pairs.sum().clamp(min=1)


class EmoDna(torch.nn.Module):
    def __init__(self, dim=39, classes=5, dropout=0.1, weights=(0.1, 0.1, 1.0), layout=CONTIGUOUS):
        super().__init__()
        self.classes, self.weights, self.temperature = classes, weights, 0.07
        self.emotion_encoder = Encoder(channels=dim, dropout=dropout, layout=layout)
        self.corpus_encoder = Encoder(channels=dim, dropout=dropout, layout=layout)
        self.heads = Heads(dim, classes)
        self.register_buffer("confidence", torch.full((classes,), 1.0 / classes))

    @torch.no_grad()
    def pseudo_labels(self, logits, source_labels, rows):
        """Adaptive thresholds: updated first, then used."""
        probabilities = logits.detach().softmax(1)
        source, target = probabilities[:rows], probabilities[rows:]
        members = members_of(source_labels, self.classes)
        count = members.sum(0)
        mean = (members * source).sum(0) / count.clamp(min=1)
        self.confidence.copy_(torch.where(count > 0, torch.lerp(mean, self.confidence, 0.9), self.confidence))
        best, predicted = target.max(1)
        return torch.where(best >= 0.95 * self.confidence[predicted], predicted, -1)

    def forward(self, x, source_labels, ramp):
        rows = len(source_labels)
        z_emotion, z_corpus = self.emotion_encoder(x), self.corpus_encoder(x)
        logits = self.heads.emotion(z_emotion)
        corpora = (torch.arange(len(x), device=x.device) >= rows).long()
        total = F.cross_entropy(logits[:rows], source_labels, label_smoothing=0.1)
        total = total + F.cross_entropy(self.heads.corpus(z_corpus), corpora)
        pseudo_labels = self.pseudo_labels(logits, source_labels, rows)
        projected = F.normalize(self.heads.projection(torch.cat((z_emotion, z_corpus))), dim=1, eps=1e-12)
        u, v = projected.chunk(2)
        decoupling = contrastive(u, v, torch.cat((source_labels, pseudo_labels)), self.classes, self.temperature)
        space = kernel_space(z_emotion, "l2")
        alignment = Alignment(space[:rows], space[rows:])
        by_class = alignment.classwise(source_labels, pseudo_labels, self.classes)
        w = self.weights
        return total + ramp * (w[0] * decoupling + w[1] * by_class + w[2] * alignment.corpus())


class GpuTrainingStep:
    """64 + 64 utterances of resident features and one step of Adam. mode: eager; graph: the whole step in one CUDA graph;
    graph-channels-last: that in the other memory layout; compiled: torch.compile's max-autotune; compiled-graph: compiled
    code, the whole step in one CUDA graph."""

    def __init__(self, source, labels, target, mode, batch=64, steps=1000):
        self.source, self.labels, self.target, self.batch, self.steps = source, labels, target, batch, steps
        device = source.device
        layout = CHANNELS_LAST if "channels-last" in mode else CONTIGUOUS
        self.model = EmoDna(layout=layout).to(device).train()
        self.adam = torch.optim.Adam(
            self.model.parameters(), lr=1e-3, betas=(0.93, 0.98), eps=1e-8, fused=True, capturable=True
        )
        self.step = torch.zeros((), device=device)
        self.chosen_source = torch.zeros(batch, dtype=torch.long, device=device)
        self.chosen_target = torch.zeros(batch, dtype=torch.long, device=device)
        self.losses = self.model
        if mode == "compiled":
            self.losses = torch.compile(self.model, mode="max-autotune")
        if mode == "compiled-graph":
            self.losses = torch.compile(self.model, mode="max-autotune-no-cudagraphs")
        self.graph = None
        if "graph" in mode:
            self._capture()

    def _capture(self):
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(5):
                self._step()
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        self.adam.zero_grad(set_to_none=True)
        with torch.cuda.graph(self.graph):
            self._step()

    def _step(self):
        self.chosen_source.random_(len(self.source))
        self.chosen_target.random_(len(self.target))
        x = torch.cat((self.source[self.chosen_source], self.target[self.chosen_target]))
        ramp = 2 / (1 + torch.exp(-10 * self.step / self.steps)) - 1
        self.adam.zero_grad(set_to_none=True)
        self.losses(x, self.labels[self.chosen_source], ramp).backward()
        self.adam.step()
        self.step += 1

    def run(self):
        if self.graph is None:
            self._step()
        else:
            self.graph.replay()
