#!/usr/bin/env python3
"""scripts/gpu_report.py on results that were made up: whole ones, and what stages leave that fail, hang or never began.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

from lib.gpu_ceilings import Ceilings, least_work  # noqa: E402

DEVICE = "cuda (NVIDIA H200, sm_90, 132 multiprocessors)"
ENCODER = "2 encoders, 128 x 196 x 39"


def result(seconds, shape="", **figures):
    return {"median_s": seconds, "shape": shape, "device": DEVICE, **figures}


def peer(variants, **figures):
    best = min(variants.values(), default=None)
    timed = {mode: {"median_s": seconds} for mode, seconds in variants.items()}
    return {"median_s": best, "shape": "theirs", "variants": timed, "failed": {}, **figures}


WHOLE = {
    "device_test.json": {"exit": 0, "seconds": 9, "last": "device_test: 40 cases, 0 failed"},
    "ours-step.json": {
        "step": result(0.001, "2 encoders, 64+64 x 196 x 39", memory_bytes=2**30),
        "step-replicas": result(0.004, "16 runs at once of 2 encoders, 64+64 x 196 x 39"),
    },
    "ours-encoder.json": {
        "encoder-forward": result(0.0004, ENCODER, GFLOP_per_s=25000),
        "encoder-backward": result(0.0008, ENCODER, GFLOP_per_s=25000),
    },
    "ours-features.json": {
        "features": result(0.01, "64 x 100000 samples"),
        "features-resident": result(0.0001, "64 x 100000 samples"),
    },
    "ours-losses.json": {
        "losses/contrastive-16384": result(0.006, loss=10.9, memory_bytes=2**25),
        "losses/contrastive-131072": result(0.4, loss=12.9, memory_bytes=2**28),
    },
    "ours@tf32.json": {
        "encoder-forward": result(0.0002, ENCODER, GFLOP_per_s=50000),
        "losses/contrastive-16384": result(0.002),
    },
    "theirs-step.json": {
        "ceilings/matmul": {"median_s": 0.02, "operations_per_s": 50e12},
        "ceilings/matmul-tf32": {"median_s": 0.01, "operations_per_s": 400e12},
        "ceilings/copy": {"median_s": 0.001, "bytes_per_s": 4e12},
        "step": peer({"eager": 0.02, "graph": 0.005}),
    },
    "theirs-losses.json": {
        "losses/contrastive-16384": peer({"eager": 0.05, "compiled": 0.012}, loss=10.8),
        "losses/contrastive-131072": {
            **peer({}),
            "failed": {"eager": "does not fit into memory: 137 GB"},
        },
    },
    "gpu.csv": "NVIDIA H200, 580.1, 1980 MHz, 143771 MiB",
    "versions.txt": "nvcc: release 13.0",
}


class Report(unittest.TestCase):
    def report(self, files):
        with tempfile.TemporaryDirectory() as folder:
            source, out = Path(folder, "results"), Path(folder, "out")
            source.mkdir()
            out.mkdir()
            for name, content in files.items():
                source.joinpath(name).write_text(content if isinstance(content, str) else json.dumps(content))
            command = [sys.executable, SCRIPTS / "gpu_report.py", source, out, "scripts/gpu-check"]
            done = subprocess.run(command, capture_output=True, text=True)
            self.assertEqual("", done.stderr)
            json.loads(out.joinpath("results.json").read_text())
            report = out.joinpath("report.md").read_text()
            for line in report.splitlines():
                self.assertTrue(not line.startswith("|") or line.endswith("|"), line)
            return done.returncode, report

    def row(self, report, work, table=0):
        rows = [line for line in report.splitlines() if line.startswith(f"| {work} |")]
        return [cell.strip() for cell in rows[table].strip("|").split("|")]

    def test_whole_results_are_set_beside_each_other(self):
        code, report = self.report(WHOLE)
        self.assertEqual(0, code)
        step = self.row(report, "step")
        self.assertEqual(["1.000", "eager 20.000, graph 5.000", "", "20.0", "5.0", "1024"], step[2:8])
        # 30 GFLOP and 178 planes of 15.7 MB, both encoders together.
        self.assertEqual(["70% memory, 60% fp32", "yes", ""], step[9:])
        contrastive = self.row(report, "losses/contrastive-16384")
        self.assertEqual("10.9 / 10.8", contrastive[4])
        self.assertEqual(["69% fp32, 4% exp", "yes", ""], contrastive[9:])
        self.assertIn("137 GB", self.row(report, "losses/contrastive-131072")[3])
        self.assertEqual(["10.0x", "20.0x", "28.7x", "yes"], self.row(report, "step against PyTorch eager")[1:])
        replicas = self.row(report, "16 replicas at once against one after the other")
        self.assertEqual(["1.5x", "4.0x", "1.7x", "yes"], replicas[1:])
        # 60 % of what PyTorch's 12 ms leave beside the 4.1 ms that the products take at 50 TFLOP/s.
        contrastive = self.row(report, "contrastive, 16,384 rows, against PyTorch's best mode")
        self.assertEqual(["1.7x", "2.0x", "2.9x", "yes"], contrastive[1:])
        self.assertIn("exp: 4.18 T/s, 132 multiprocessors at 1980 MHz", report)

    def test_the_best_of_less_than_all_modes_is_not_called_the_best(self):
        step, losses = WHOLE["theirs-step.json"], WHOLE["theirs-losses.json"]["losses/contrastive-16384"]
        cut = {
            "theirs-step.json": {**step, "step": peer({"eager": 0.02}, missing=["graph"])},
            "theirs-losses.json": {"losses/contrastive-16384": {**losses, "missing": ["compiled-graph"]}},
        }
        _, report = self.report({**WHOLE, **cut})
        step = self.row(report, "step")
        self.assertEqual(["eager 20.000, graph: MISSING, cut off", "", "20.0", "20.0 of those timed"], step[3:7])
        # Against eager, which has a time, nothing is missing; the best may be one that is.
        self.assertEqual("yes", self.row(report, "step against PyTorch eager")[-1])
        best = self.row(report, "step against PyTorch's best mode")
        self.assertEqual(["20.0x", "unknown: no time of PyTorch's graph"], [best[2], best[-1]])
        contrastive = self.row(report, "contrastive, 16,384 rows, against PyTorch's best mode")
        self.assertEqual("unknown: no time of PyTorch's compiled-graph", contrastive[-1])
        slow = {"losses/contrastive-16384": result(0.012, loss=10.9)}
        _, report = self.report({**WHOLE, **cut, "ours-losses.json": slow})
        contrastive = self.row(report, "contrastive, 16,384 rows, against PyTorch's best mode")
        self.assertEqual("no", contrastive[-1])
        # No mode at all, and no result at all.
        nothing = {**peer({}), "median_s": None, "missing": ["eager", "graph"]}
        _, report = self.report({**WHOLE, "theirs-losses.json": {"losses/contrastive-16384": nothing}})
        contrastive = self.row(report, "contrastive, 16,384 rows, against PyTorch's best mode")
        self.assertEqual(["", "unknown: no time of PyTorch (eager, graph)"], contrastive[-2:])
        _, report = self.report({**WHOLE, "theirs-losses.json": {}})
        contrastive = self.row(report, "contrastive, 16,384 rows, against PyTorch's best mode")
        self.assertEqual("unknown: no time of PyTorch (not timed)", contrastive[-1])

    def test_a_share_under_what_is_asked_needs_a_reason(self):
        _, report = self.report(WHOLE)
        self.assertEqual("to be explained", self.row(report, "features-resident")[-1])
        # PCIe bounds it, of which no ceiling is known.
        self.assertEqual(["", "", ""], self.row(report, "features")[9:])
        # Its products on tensor cores, 10 GFLOP in 0.2 ms; its planes, 1.28 GB.
        tensor = self.row(report, "encoder-forward", 1)
        self.assertEqual("0.200 (160% memory, 12% tf32)", tensor[2])
        self.assertIn("to be explained", self.row(report, "losses/contrastive-16384", 1)[2])

    def test_memory_of_many_rows_is_held_to_a_bound(self):
        bound = 24 * 2 * 2 * 131072 * 64 * 4
        for memory, reached in ((2**28, "yes"), (bound, "yes"), (bound + 1, "no"), (None, "unknown: no memory")):
            large = result(0.4, memory_bytes=memory)
            _, report = self.report({"ours-losses.json": {"losses/contrastive-131072": large}})
            row = self.row(report, "contrastive, 131,072 rows, in O(N) memory")
            self.assertEqual(["at most 3072 MiB", reached], [row[1], row[-1]])

    def test_without_a_measured_ceiling_the_clock_gives_it(self):
        ours = WHOLE["ours-losses.json"]
        rates = Ceilings(WHOLE["gpu.csv"], ours, {}).rates
        self.assertEqual(132 * 256 * 1980e6, rates["fp32"])
        older = {"x": {"device": "cuda (NVIDIA A100, sm_80, 108 multiprocessors)"}}
        self.assertEqual(108 * 128 * 1410e6, Ceilings("NVIDIA A100, 1410 MHz", older, {}).rates["fp32"])
        self.assertEqual({}, Ceilings("none", {}, {}).rates)
        self.assertEqual({}, Ceilings("none", ours, {}).shares("losses/contrastive-16384", ours))

    def test_of_what_it_does_not_know_it_counts_nothing(self):
        odd = {name: result(1, "odd") for name in ("step", "features-resident", "encoder-forward", "losses/x", "heads/y")}
        for name in odd:
            self.assertEqual(0, sum(least_work(name, odd).values()), name)

    def test_failed_and_unfinished_stages_are_named_and_fail_it(self):
        stages = {
            "contract.json": {"exit": 124, "seconds": 240, "last": "cut"},
            "training.json": {"absent": "the kit has no corpora"},
            "peer-losses.json": {"absent": "no time left"},
        }
        code, report = self.report({**WHOLE, **stages})
        self.assertEqual(1, code)
        self.assertIn("| contract | STOPPED: out of time |", report)
        self.assertIn("gpu-check proofs --stages 'contract'", report)
        self.assertIn("gpu-check timings --stages 'peer-losses'", report)
        code, report = self.report({**WHOLE, "contract.json": {"exit": 3, "seconds": 1, "last": "a | b"}})
        self.assertEqual(1, code)
        self.assertIn("| contract | FAILED (3) | 1 | a   b |", report)
        code, _ = self.report({**WHOLE, "training.json": stages["training.json"]})
        self.assertEqual(0, code)

    def test_broken_or_missing_results_take_no_others_along(self):
        code, report = self.report({})
        self.assertEqual(0, code)
        self.assertIn("none that nvidia-smi knows", report)
        broken = {
            "device_test.json": "",
            "ours-step.json": '{"step": {"median_s": 0.00',
            "ours-encoder.json": {"encoder-forward": {"shape": ENCODER}, "encoder-backward": 7},
            "theirs-losses.json": {"losses/contrastive-16384": peer({}), "losses/alignment-class-16384": None},
            "profile.csv": "==ERROR== no counters\n",
            "gpu.csv": "no devices",
        }
        code, report = self.report({**WHOLE, **broken})
        self.assertEqual(1, code)
        self.assertIn("| device_test | FAILED (no result) |", report)
        self.assertEqual("6.000", self.row(report, "losses/contrastive-16384")[2])

    def test_results_of_wrong_types_take_no_others_along(self):
        ours, theirs = dict(WHOLE["ours-losses.json"]), WHOLE["theirs-losses.json"]
        whole = theirs["losses/contrastive-16384"]
        for wrong in (None, [], [3], {"a": 1}, "text", "line\nline", "\ud800", 0, -1, 7, True, float("nan"), float("inf"), 10**400):
            files = {}
            for field in ("failed", "variants", "missing", "loss", "median_s", "shape", "memory_bytes"):
                files[f"theirs-{field}.json"] = {f"losses/{field}": {**whole, field: wrong}}
                files[f"ours-{field}.json"] = {f"losses/{field}": {**result(1), field: wrong}}
            for field in ("GFLOP_per_s", "memory_bytes", "shape", "device", "loss"):
                files[f"ours-encoder-{field}.json"] = {"encoder-forward": {**result(0.0004, ENCODER), field: wrong}}
            for field in ("absent", "exit", "seconds", "last"):
                files[f"stage-{field}.json"] = {"exit": 0, "seconds": 1, "last": "", field: wrong}
            files["theirs-variant.json"] = {"losses/variant": {**whole, "variants": {"eager": {"median_s": wrong}, "graph": wrong}}}
            step = WHOLE["theirs-step.json"]
            rates = {f"ceilings/{of}": {"median_s": wrong, "operations_per_s": wrong, "bytes_per_s": wrong} for of in ("matmul", "copy")}
            files["theirs-step.json"] = {**step, **rates}
            files["theirs@tf32.json"] = {"encoder-forward": wrong, "step": {"median_s": wrong}}
            files["ours@bf16.json"] = {"encoder-forward": wrong, "step": {"median_s": wrong}}
            _, report = self.report({**WHOLE, **files, "ours-losses.json": ours})
            self.assertEqual("5.0", self.row(report, "step")[6], wrong)
            self.assertEqual("6.000", self.row(report, "losses/contrastive-16384")[2], wrong)
        for wrong in (None, 7, "exit", [1]):
            code, report = self.report({"contract.json": {"exit": wrong}, "training.json": {"absent": 5}})
            self.assertEqual(1, code)
            self.assertEqual(2, report.count("FAILED (no result)" if wrong != 7 else "FAILED ("))

    def test_kernels_of_the_profile_are_added_up(self):
        header = '"ID","Kernel Name","Metric Name","Metric Value"\n'
        values = [("1", "long", 3000, 80, 20), ("2", "long", 1000, 40, 20), ("3", "short", 1000, 10, 30)]
        lines = [
            f'"{number}","{kernel}","{metric}","{value:,}"\n'
            for number, kernel, *metrics in values
            for metric, value in zip(("Duration", "Compute (SM) Throughput", "Memory Throughput"), metrics)
        ]
        _, report = self.report({"profile.csv": "==PROF== connected\n" + header + "".join(lines)})
        self.assertEqual(["long", "2", "4.0", "80%", "70", "20", "yes", ""], self.row(report, "long"))
        self.assertEqual("no", self.row(report, "short")[6])
        for odd in ('"3","short","Duration"\n', '"4","short","Duration","nan"\n', '"5"\n', "\0\n", '"6","x","Duration","n/a"\n'):
            _, report = self.report({"profile.csv": header + "".join(lines) + odd})
            self.assertEqual("no", self.row(report, "short")[6])
        self.report({"profile.csv": '"ID","Metric Name","Metric Value"\n"1","Duration","3"\n'})


if __name__ == "__main__":
    unittest.main()
