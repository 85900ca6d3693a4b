"""Reads what the stages of scripts/gpu-check leave. Programs that fail or are cut off leave anything: what has not the type that
the report counts on is dropped here, once, and the rest kept."""

import json
import math

# Above zero, or there was nothing measured; a loss may be anything finite.
AMOUNTS = ("median_s", "GFLOP_per_s", "memory_bytes", "operations_per_s", "bytes_per_s")
WORDS = ("shape", "device")


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def read(path):
    """The object that a file holds; {} where there is none."""
    try:
        value = json.loads(path.read_text(), parse_constant=lambda _: None)
    except (OSError, ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def stage_of(path):
    """How a stage ended: its exit code, seconds and last line, or why it was left out."""
    kinds = {"exit": int, "seconds": int, "last": str, "absent": str}
    return {key: value for key, value in read(path).items() if key in kinds and type(value) is kinds[key]}


def works_of(path):
    """{work: result} of a file of `emodna bench` or of PyTorch's program."""
    return {name: result_of(value) for name, value in read(path).items() if isinstance(value, dict)}


def results_of(folder, pattern):
    found = {}
    for path in sorted(folder.glob(pattern)):
        found.update(works_of(path))
    return found


def result_of(value):
    kept = dict(value)
    for key in AMOUNTS:
        if key in kept and not (number(kept[key]) and kept[key] > 0):
            del kept[key]
    if "loss" in kept and not number(kept["loss"]):
        del kept["loss"]
    for key in WORDS:
        if not isinstance(kept.get(key, ""), str):
            del kept[key]
    for key in ("variants", "failed"):
        if not isinstance(kept.get(key, {}), dict):
            del kept[key]
    if "variants" in kept:
        kept["variants"] = {mode: result_of(of) for mode, of in kept["variants"].items() if isinstance(of, dict)}
    if "failed" in kept:
        kept["failed"] = {mode: str(why) for mode, why in kept["failed"].items()}
    if "missing" in kept:
        # Of modes that nobody knows the names of, the best may be one.
        missing = kept["missing"]
        whole = isinstance(missing, list) and all(isinstance(mode, str) for mode in missing)
        kept["missing"] = missing if whole else ["no list of its modes"]
    return kept


def timed(results):
    """What has a time: of a work that was cut off or has none in any mode the rest of the report must not suffer."""
    return {name: result for name, result in results.items() if "median_s" in result}
