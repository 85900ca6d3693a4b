"""The TIM-Net encoder, x [B, T, F] -> z [B, C], in the two memory layouts that PyTorch has kernels for."""

import torch
import torch.nn.functional as F
from torch import nn

CONTIGUOUS = "contiguous"
CHANNELS_LAST = "channels-last"
LAYOUTS = (CONTIGUOUS, CHANNELS_LAST)


class Half(nn.Module):
    """Dropout(ReLU(BatchNorm(causal convolution of width 2))); h is [B, C, T], or [B, C, 1, T] channels-last."""

    def __init__(self, channels, dilation, dropout, layout):
        super().__init__()
        self.padding = (dilation, 0)
        self.dropout = dropout
        # PyTorch's momentum is the share of the new batch.
        if layout == CHANNELS_LAST:
            self.conv = nn.Conv2d(channels, channels, (1, 2), dilation=(1, dilation))
            self.bn = nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)
            self.drop = F.dropout2d
        else:
            self.conv = nn.Conv1d(channels, channels, 2, dilation=dilation)
            self.bn = nn.BatchNorm1d(channels, eps=1e-3, momentum=0.01)
            self.drop = F.dropout1d
        # With a momentum the count serves nothing, and costs a kernel a layer.
        self.bn.num_batches_tracked = None

    def forward(self, h):
        a = F.relu(self.bn(self.conv(F.pad(h, self.padding))), inplace=True)
        return self.drop(a, self.dropout, self.training)


class Block(nn.Module):
    def __init__(self, channels, dilation, dropout, layout):
        super().__init__()
        self.first = Half(channels, dilation, dropout, layout)
        self.second = Half(channels, dilation, dropout, layout)

    def forward(self, h):
        return h * torch.sigmoid(self.second(self.first(h)))


class TemporalStream(nn.Module):
    """[B, F, T] -> means over time after each block [B, n, C]."""

    def __init__(self, features, channels, blocks, dropout, layout):
        super().__init__()
        convolution = nn.Conv2d if layout == CHANNELS_LAST else nn.Conv1d
        self.inp = convolution(features, channels, 1)
        self.tab = nn.ModuleList(Block(channels, 2**i, dropout, layout) for i in range(blocks))
        self.time_axes = (2, 3) if layout == CHANNELS_LAST else 2

    def forward(self, x):
        h = self.inp(x)
        means = []
        for block in self.tab:
            h = block(h)
            means.append(h.mean(self.time_axes))
        return torch.stack(means, 1)


class Encoder(nn.Module):
    def __init__(self, features=39, channels=39, blocks=8, dropout=0.1, layout=CONTIGUOUS):
        super().__init__()
        self.layout = layout
        self.fwd = TemporalStream(features, channels, blocks, dropout, layout)
        self.bwd = TemporalStream(features, channels, blocks, dropout, layout)
        self.w = nn.Parameter(torch.empty(blocks).uniform_(-0.05, 0.05))
        for module in self.modules():
            if isinstance(module, (nn.Conv1d, nn.Conv2d)):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)
        if layout == CHANNELS_LAST:
            self.to(memory_format=torch.channels_last)

    def forward(self, x):
        x = x.transpose(1, 2)
        if self.layout == CHANNELS_LAST:
            x = x.unsqueeze(2)
            memory = torch.channels_last
        else:
            memory = torch.contiguous_format
        forward, backward = x.contiguous(memory_format=memory), x.flip(-1).contiguous(memory_format=memory)
        return torch.einsum("bnc,n->bc", self.fwd(forward) + self.bwd(backward), self.w)
