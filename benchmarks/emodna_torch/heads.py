"""Linear layers as `emodna bench heads` has them, by BLAS (cuBLAS on a GPU): y = x w^T + b, and gradients that are added to
what is there, as the C API has it.

Autograd's backward pass can't be timed without a forward pass, so the products that it would do are called here; `check` holds
them against it."""

import torch
import torch.nn.functional as F

ROWS = 128
WIDTHS = ((39, 5), (39, 64), (512, 512), (1024, 1024))
REPLICAS = (1, 16)


def heads():
    """Of each head (the end of its results' names, its shape in words, inputs, outputs, replicas)."""
    for inputs, outputs in WIDTHS:
        for replicas in REPLICAS:
            many = replicas > 1
            ending = f"{replicas}x{inputs}x{outputs}" if many else f"{inputs}x{outputs}"
            shape = f"{replicas} heads, " if many else ""
            yield ending, f"{shape}{ROWS} x {inputs} to {outputs}", inputs, outputs, replicas


class Head:
    """The layers of all replicas, with random values: x [G, rows, inputs], weight [G, outputs, inputs], bias [G, outputs];
    without G where there is one replica."""

    def __init__(self, inputs, outputs, replicas, device="cpu"):
        group = (replicas,) if replicas > 1 else ()

        def values(*shape):
            return torch.rand(*group, *shape, device=device) * 2 - 1

        self.many = replicas > 1
        self.x, self.weight, self.bias = values(ROWS, inputs), values(outputs, inputs) / 10, values(outputs) / 10
        self.dy = values(ROWS, outputs)
        self.gradients = [torch.zeros_like(t) for t in (self.x, self.weight, self.bias)]
        self.ones = torch.ones(*group, 1, ROWS, device=device)

    def forward(self):
        if self.many:
            return torch.baddbmm(self.bias[:, None], self.x, self.weight.mT)
        return F.linear(self.x, self.weight, self.bias)

    def backward(self):
        """The bias's gradient by a sum, as autograd has it."""
        self._products()
        self.gradients[2].add_(self.dy.sum(-2))

    def backward_by_products(self):
        """The bias's gradient by one product more: a launch less."""
        self._products()
        dbias = self.gradients[2]
        if self.many:
            dbias[:, None].baddbmm_(self.ones, self.dy)
        else:
            dbias.addmv_(self.dy.mT, self.ones[0])

    def _products(self):
        dx, dweight, _ = self.gradients
        if self.many:
            dx.baddbmm_(self.dy, self.weight)
            dweight.baddbmm_(self.dy.mT, self.x)
        else:
            dx.addmm_(self.dy, self.weight)
            dweight.addmm_(self.dy.mT, self.x)

    def check(self):
        """Only equal work may be compared: raises where this is not what autograd makes of x w^T + b."""
        inputs = [t.clone().requires_grad_() for t in (self.x, self.weight, self.bias)]
        x, weight, bias = inputs
        y = x @ weight.mT + bias.unsqueeze(-2)
        truth = [y.detach(), *torch.autograd.grad(y, inputs, self.dy)]
        for backward in (self.backward, self.backward_by_products):
            for gradient in self.gradients:
                gradient.zero_()
            # Twice, as it adds to what is there.
            backward()
            backward()
            for ours, theirs in zip([self.forward(), *(g / 2 for g in self.gradients)], truth):
                error = ((ours - theirs).abs().max() / theirs.abs().max()).item()
                # As much as TF32 loses may be lost, where it is asked for.
                if not error <= 1e-2:
                    raise AssertionError(f"a head is off by {error:.1e} from autograd's")
