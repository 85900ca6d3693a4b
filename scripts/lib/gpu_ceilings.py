"""What a GPU could do in a second, what the works of `emodna bench` ask of it at least, and the share that is reached."""

import re

# Of a multiprocessor in a clock: float32 operations by compute capability (others as 9.0), special-function results.
FLOAT_OPERATIONS, SPECIAL = {"80": 128}, 16
FLOAT_OPERATIONS_90 = 256
# Products on tensor cores for one: their unit, and how many.
TENSOR_PRODUCTS = {"tf32": ("tf32", 1), "tf32x3": ("tf32", 3), "bf16": ("bf16", 1)}
BLOCKS, HOP, TRANSFORM, BANDS, COEFFICIENTS = 8, 512, 2048, 128, 39


class Ceilings:
    """As measured by PyTorch, else float32 and exponentials by the highest clock; what is unknown is absent."""

    def __init__(self, gpu, ours, theirs):
        self.rates, self.origins = {}, []
        devices = [str(result.get("device", "")) for result in ours.values()]
        found = next(filter(None, (re.search(r"sm_(\d+).*?(\d+) multiprocessors", device) for device in devices)), None)
        clock = re.search(r"(\d+) MHz", gpu)
        if found and clock:
            clocks = int(found[2]) * int(clock[1]) * 1e6
            self.rates["fp32"] = clocks * FLOAT_OPERATIONS.get(found[1], FLOAT_OPERATIONS_90)
            self.rates["exp"] = clocks * SPECIAL
            self.origins.append(f"exp: {self.rates['exp'] / 1e12:.2f} T/s, {found[2]} multiprocessors at {clock[1]} MHz")
            if "ceilings/matmul" not in theirs:
                self.origins.append(f"fp32: {self.rates['fp32'] / 1e12:.1f} TFLOP/s, likewise")
        measured = {"fp32": "matmul", "tf32": "matmul-tf32", "bf16": "matmul-bf16"}
        for kind, name in measured.items():
            rate = theirs.get(f"ceilings/{name}", {}).get("operations_per_s")
            if rate:
                self.rates[kind] = rate
                self.origins.append(f"{kind}: {rate / 1e12:.1f} TFLOP/s, PyTorch's matrix product")
        copied = theirs.get("ceilings/copy", {}).get("bytes_per_s")
        if copied:
            self.rates["memory"] = copied
            self.origins.append(f"memory: {copied / 1e12:.2f} TB/s, PyTorch's copy")

    def shares(self, name, ours, precision=None):
        """{unit: share} of a work, products being on tensor cores where a precision of theirs is named."""
        work = least_work(name, ours)
        if precision:
            unit, products = TENSOR_PRODUCTS[precision]
            work[unit] = products * work.pop("fp32", 0)
        seconds = ours[name]["median_s"]
        return {
            unit: amount / seconds / self.rates[unit]
            for unit, amount in work.items()
            if amount and seconds and self.rates.get(unit)
        }


def replicas(result):
    count = str(result.get("shape", "")).split(" runs at once")[0]
    return int(count) if count.isdecimal() else 1


def least_work(name, ours):
    """{"fp32": operations, "exp": exponentials and logarithms, "memory": bytes}, as the kernels' headers count them."""
    mine = ours[name]
    if name in ("step", "step-replicas"):
        # Its encoders', which all but make it up.
        both = "encoder-forward-and-backward"
        work = least_work(both, ours) if both in ours else {}
        return {unit: amount * replicas(mine) for unit, amount in work.items()}
    if name.startswith("losses/"):
        return loss_work(name.removeprefix("losses/"))
    if name == "features-resident":
        return feature_work(mine)
    work = {}
    if "GFLOP_per_s" in mine:
        work["fp32"] = mine["GFLOP_per_s"] * 1e9 * mine["median_s"]
    if name.startswith("encoder-"):
        work["memory"] = encoder_bytes(name, mine)
    return work


def loss_work(name):
    kind, _, rows = name.rpartition("-")
    pairs = float(rows) ** 2 if rows.isdecimal() else 0
    # Each pair once, for both its rows (losses/contrastive_symmetric_gradient.cuh, alignment_symmetric.cu).
    per_pair = {
        "contrastive": (12 * 64, 4),
        "alignment-corpus": (12 * 39, 10),
        # Pairs of rows of one side have no weight where several classes are shared.
        "alignment-class": (6 * 39, 5),
    }
    operations, exponentials = per_pair.get(kind, (0, 0))
    return {"fp32": operations * pairs, "exp": exponentials * pairs}


def feature_work(mine):
    """Audio in and coefficients out, mel bands there and back; the transform by an FFT, two bands a frequency, the cosines."""
    shape = re.match(r"(\d+) x (\d+) samples", str(mine.get("shape", "")))
    if not shape:
        return {}
    clips, samples = int(shape[1]), int(shape[2])
    frames = clips * (1 + samples // HOP)
    transform = 2.5 * TRANSFORM * 11 + TRANSFORM + 3 * TRANSFORM / 2
    operations = transform + 2 * TRANSFORM + 2 * BANDS * COEFFICIENTS
    floats = clips * samples + frames * (2 * BANDS + COEFFICIENTS)
    return {"fp32": frames * operations, "exp": frames * BANDS, "memory": 4 * floats}


def encoder_bytes(name, mine):
    """Activations of all streams that a layer-wise pass writes and reads (forward.cu, backward.cu)."""
    shape = re.match(r"(\d+) encoders, (\d+) x (\d+) x (\d+)", str(mine.get("shape", "")))
    if not shape:
        return 0
    encoders, batch, frames, channels = map(int, shape.groups())
    forward, backward = 10 * BLOCKS + 2, 12 * BLOCKS
    planes = {"encoder-forward": forward, "encoder-backward": backward}.get(name, forward + backward)
    return planes * 4 * 2 * encoders * batch * frames * channels
