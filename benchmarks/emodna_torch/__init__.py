"""The same training step as EMO-DNA's, written for PyTorch: the rival in the comparison of speed."""
