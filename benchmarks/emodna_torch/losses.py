"""EMO-DNA's losses as matrix expressions. A label of -1 means that the row does not enter."""

import torch
import torch.nn.functional as F

BANDWIDTHS = (0.25, 0.5, 1.0, 2.0, 4.0)


def one_hot(labels, classes, dtype):
    """[N] -> [N, K]; rows labelled -1 are zero."""
    return (labels[:, None] == torch.arange(classes)).to(dtype)


class AdaptiveThreshold:
    """tau_c = rho mu_c, mu_c a running mean of the source's confidence in its own class."""

    def __init__(self, classes, momentum=0.9, rho=0.95):
        self.mean = torch.full((classes,), 1.0 / classes)
        self.momentum = momentum
        self.rho = rho

    @torch.no_grad()
    def select(self, source, labels, target):
        """Probabilities [Bs, K], [Bt, K] -> pseudo-labels [Bt], -1 where the target row is not confident."""
        members = one_hot(labels, source.shape[1], source.dtype)
        count = members.sum(0)
        confidence = (members * source).sum(0) / count.clamp(min=1)
        updated = torch.lerp(confidence, self.mean, self.momentum)
        self.mean = torch.where(count > 0, updated, self.mean)
        best, predicted = target.max(1)
        return torch.where(best >= self.rho * self.mean[predicted], predicted, -1)


def contrastive(u, v, labels, classes, temperature):
    """Multi-positive contrastive decoupling of anchors u [N, D] against keys v [M, D]."""
    entering = labels >= 0
    u, labels = u[entering], labels[entering]
    if len(u) == 0:
        return v.sum() * 0
    scaled = u / temperature
    similarity = scaled @ torch.cat((u, v)).T
    similarity.fill_diagonal_(-torch.inf)
    # The positives' sum needs class sums only: u_i . (sum of the class - u_i).
    members = one_hot(labels, classes, u.dtype)
    positives = (members.sum(0) - 1)[labels]
    attraction = (scaled * ((members.T @ u)[labels] - u)).sum(1) / positives.clamp(min=1)
    value = torch.logsumexp(similarity, 1) - attraction
    used = positives > 0
    return (value * used).sum() / used.sum().clamp(min=1)


def squared_distances(x, y):
    """[N, D], [M, D] -> [N, M]."""
    squares = x.square().sum(1)[:, None] + y.square().sum(1)
    return torch.addmm(squares, x, y.T, alpha=-2).clamp_(min=0)


def kernel(distances, sigma2):
    """Sum of five Gaussians. Each bandwidth halves the one before, so each term is the square of the one before."""
    term = torch.exp(distances * (-1 / (BANDWIDTHS[-1] * sigma2)))
    total = term
    for _ in BANDWIDTHS[1:]:
        term = term * term
        total = total + term
    return total


class Alignment:
    """Class-level and corpus-level MK-MMD of source rows [N, D] and target rows [M, D], on shared distances."""

    def __init__(self, source, target):
        self.within_source = squared_distances(source, source)
        self.within_target = squared_distances(target, target)
        self.between = squared_distances(source, target)

    @torch.no_grad()
    def _sigma2(self, source_rows, target_rows):
        """Mean squared distance of the entering rows' off-diagonal pairs; masks [N], [M] of 0 and 1."""
        count = source_rows.sum() + target_rows.sum()
        total = (
            source_rows @ (self.within_source @ source_rows)
            + target_rows @ (self.within_target @ target_rows)
            + 2 * (source_rows @ (self.between @ target_rows))
        )
        return (total / (count * (count - 1))).clamp(min=1e-12)

    def corpus(self):
        n, m = self.between.shape
        with torch.no_grad():
            total = self.within_source.sum() + self.within_target.sum() + 2 * self.between.sum()
            sigma2 = (total / ((n + m) * (n + m - 1))).clamp(min=1e-12)
        return (
            kernel(self.within_source, sigma2).mean()
            + kernel(self.within_target, sigma2).mean()
            - 2 * kernel(self.between, sigma2).mean()
        )

    def classwise(self, source_labels, target_labels, classes):
        dtype = self.between.dtype
        source, target = one_hot(source_labels, classes, dtype), one_hot(target_labels, classes, dtype)
        source_count, target_count = source.sum(0), target.sum(0)
        common = ((source_count > 0) & (target_count > 0)).to(dtype)
        shared = common.sum()
        if shared == 0:
            return self.between.sum() * 0
        sigma2 = self._sigma2((source_labels >= 0).to(dtype), (target_labels >= 0).to(dtype))
        # Columns of weights that make a sum over rows a mean over the class.
        source = source / source_count.clamp(min=1)
        target = target / target_count.clamp(min=1)
        own_source = (source * (kernel(self.within_source, sigma2) @ source)).sum(0)
        own_target = (target * (kernel(self.within_target, sigma2) @ target)).sum(0)
        cross = source.T @ (kernel(self.between, sigma2) @ target)
        distance = own_source[:, None] + own_target - 2 * cross
        same = (distance.diagonal() * common).sum() / shared
        pairs = common[:, None] * common
        pairs = pairs - torch.diag(common)
        return same - (distance * pairs).sum() / pairs.sum().clamp(min=1)


def kernel_space(z, space):
    return F.normalize(z, dim=1, eps=1e-12) if space == "l2" else z
