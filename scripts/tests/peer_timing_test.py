#!/usr/bin/env python3
"""How benchmarks/emodna_torch/timing.py keeps what PyTorch's modes took, with a stand-in for PyTorch: modes that fail, that the
budget does not reach, and one during which the program is ended.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
TORCH = '''
__version__ = "0"
class OutOfMemoryError(RuntimeError): pass
class Event:
    def __init__(self, enable_timing): pass
    def record(self): pass
    def synchronize(self): pass
    def elapsed_time(self, other): return 2.0
class cuda:
    OutOfMemoryError, Event = OutOfMemoryError, Event
    get_device_name = staticmethod(lambda: "NVIDIA H200")
    synchronize = empty_cache = reset_peak_memory_stats = staticmethod(lambda: None)
    max_memory_allocated = staticmethod(lambda: 7)
class _dynamo:
    reset = staticmethod(lambda: None)
'''


class PeerTimingTest(unittest.TestCase):
    def attempt(self, body, budget=60):
        """The results on disk after `attempts` over makers that `body` defines, and the exit code."""
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "torch").mkdir()
            Path(folder, "torch/__init__.py").write_text(TORCH)
            package = Path(folder, "emodna_torch")
            package.mkdir()
            (package / "__init__.py").touch()
            (package / "timing.py").write_text((BENCHMARKS / "emodna_torch/timing.py").read_text())
            program = f"""
                import os, time, torch
                from emodna_torch.timing import Clock, attempts
                clock = Clock({budget}, "found.json", "fp32")
                def work(): return lambda: None
                def fails(): raise ValueError("no kernel")
                def too_large(): raise torch.cuda.OutOfMemoryError("137 GB")
            """
            script = textwrap.dedent(program) + textwrap.dedent(body)
            done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True, timeout=60)
            return json.loads(Path(folder, "found.json").read_text())["step"], done.returncode

    def test_modes_that_fail_are_named_and_none_is_missing(self):
        makers = '{"eager": work, "graph": fails, "compiled": too_large}'
        found, _ = self.attempt(f'attempts(clock, "step", {makers}, 0.1, "shape")')
        self.assertEqual("eager", found["variant"])
        self.assertEqual({"graph": "no kernel", "compiled": "does not fit into memory: 137 GB"}, found["failed"])
        self.assertEqual([], found["missing"])

    def test_what_the_budget_does_not_reach_is_missing(self):
        body = """
            def slow():
                clock.end = 0
                return work()
            attempts(clock, "step", {"eager": slow, "graph": work}, 0.1, "shape")
        """
        found, _ = self.attempt(body)
        self.assertEqual("eager", found["variant"])
        self.assertEqual(["graph"], found["missing"])
        found, _ = self.attempt('attempts(clock, "step", {"eager": work, "graph": work}, 0.1, "shape")', budget=-1)
        self.assertIsNone(found["median_s"])
        self.assertEqual(["eager", "graph"], found["missing"])

    def test_what_an_ended_program_had_not_finished_is_missing(self):
        body = """
            def ended(): os._exit(9)
            attempts(clock, "step", {"eager": work, "compiled": ended, "compiled-graph": work}, 0.1, "shape")
        """
        found, code = self.attempt(body)
        self.assertEqual(9, code)
        self.assertEqual("eager", found["variant"])
        self.assertEqual(["compiled", "compiled-graph"], found["missing"])
        found, _ = self.attempt('attempts(clock, "step", {"eager": lambda: os._exit(9)}, 0.1, "shape")')
        self.assertEqual(["eager"], found["missing"])


if __name__ == "__main__":
    unittest.main()
