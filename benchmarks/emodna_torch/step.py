"""One whole training step: two encoders, all losses, backward, Adam."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from emodna_torch.encoder import CONTIGUOUS, Encoder
from emodna_torch.losses import AdaptiveThreshold, Alignment, contrastive, kernel_space


class Heads(nn.Module):
    def __init__(self, dim, classes, width=64):
        super().__init__()
        self.emotion = nn.Linear(dim, classes)
        self.corpus = nn.Linear(dim, 2)
        self.projection = nn.Sequential(nn.Linear(dim, width), nn.ReLU(), nn.Linear(width, width))


class EmoDna(nn.Module):
    def __init__(self, dim=39, classes=5, dropout=0.1, layout=CONTIGUOUS, space="l2", weights=(0.1, 0.1, 1.0)):
        super().__init__()
        self.classes = classes
        self.space = space
        self.weights = weights
        self.temperature = 0.07
        self.emotion_encoder = Encoder(channels=dim, dropout=dropout, layout=layout)
        self.corpus_encoder = Encoder(channels=dim, dropout=dropout, layout=layout)
        self.heads = Heads(dim, classes)
        self.threshold = AdaptiveThreshold(classes)

    def losses(self, x, source_labels, ramp, pseudo_labels=None):
        """x [Bs + Bt, T, F]; pseudo_labels [Bt] replace the thresholds' choice. Returns (total, terms by name)."""
        rows = len(source_labels)
        z_emotion, z_corpus = self.emotion_encoder(x), self.corpus_encoder(x)
        logits = self.heads.emotion(z_emotion)
        emotion = F.cross_entropy(logits[:rows], source_labels, label_smoothing=0.1)
        corpora = (torch.arange(len(x)) >= rows).long()
        corpus = F.cross_entropy(self.heads.corpus(z_corpus), corpora)
        if pseudo_labels is None:
            probabilities = logits.detach().softmax(1)
            pseudo_labels = self.threshold.select(probabilities[:rows], source_labels, probabilities[rows:])
        projected = F.normalize(self.heads.projection(torch.cat((z_emotion, z_corpus))), dim=1, eps=1e-12)
        u, v = projected.chunk(2)
        decoupling = contrastive(u, v, torch.cat((source_labels, pseudo_labels)), self.classes, self.temperature)
        space = kernel_space(z_emotion, self.space)
        alignment = Alignment(space[:rows], space[rows:])
        by_class = alignment.classwise(source_labels, pseudo_labels, self.classes)
        by_corpus = alignment.corpus()
        w = self.weights
        total = emotion + corpus + ramp * (w[0] * decoupling + w[1] * by_class + w[2] * by_corpus)
        terms = {"ce": emotion, "cor": corpus, "dec": decoupling, "cls": by_class, "mmd": by_corpus}
        return total, terms


class TrainingStep:
    """Draws 64 + 64 utterances of resident features [N, T, F] and takes one step of Adam."""

    def __init__(self, source, labels, target, batch=64, layout=CONTIGUOUS, steps=1000):
        self.source, self.labels, self.target = source, labels, target
        self.batch = batch
        self.steps = steps
        self.step = 0
        self.model = EmoDna(layout=layout).train()
        self.adam = torch.optim.Adam(
            self.model.parameters(), lr=1e-3, betas=(0.93, 0.98), eps=1e-8, foreach=True
        )

    def run(self):
        chosen_source = torch.randint(len(self.source), (self.batch,))
        chosen_target = torch.randint(len(self.target), (self.batch,))
        x = torch.cat((self.source[chosen_source], self.target[chosen_target]))
        ramp = 2 / (1 + math.exp(-10 * self.step / self.steps)) - 1
        self.adam.zero_grad(set_to_none=True)
        total, _ = self.model.losses(x, self.labels[chosen_source], ramp)
        total.backward()
        self.adam.step()
        self.step += 1
