#!/usr/bin/env python3
"""scripts/gpu-check where nvcc, ncu, compute-sanitizer, PyTorch and the kit are stand-ins that print what the real ones do, fail,
or never come back (fake_gpu/tool). Nothing is compiled.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = ROOT / "scripts/tests/fake_gpu/tool"
PROOFS = "device_test determinism contract small_training fault_test training cudnn presets memcheck racecheck initcheck synccheck cudnn_memcheck"


class GpuCheckTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name, "emodna")
        for folder in ("scripts", "benchmarks"):
            shutil.copytree(ROOT / folder, self.root / folder, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        for folder in ("cuda-kernels", "cmake", "native/include/emodna"):
            (self.root / folder).mkdir(parents=True)
        shutil.copy(ROOT / "CMakeLists.txt", self.root)
        shutil.copy(ROOT / "native/include/emodna/backend.h", self.root / "native/include/emodna")
        self.bin = self.root / "bin"
        self.bin.mkdir()
        for name in ("nvcc", "nvidia-smi", "cmake", "compute-sanitizer", "ncu"):
            shutil.copy(TOOL, self.bin / name)
        self.pack_kit()

    def pack_kit(self):
        kit = self.root / "gpu-kit"
        for folder in ("jre/bin", "junit", "lib", "classes", "tests", "shared/goldens", "training"):
            (kit / folder).mkdir(parents=True)
        shutil.copy(TOOL, kit / "jre/bin/java")
        for jar in ("junit/console.jar", "lib/x.jar"):
            (kit / jar).touch()
        version = next(
            line.split()[2]
            for line in (ROOT / "native/include/emodna/backend.h").read_text().splitlines()
            if line.startswith("#define EMODNA_BACKEND_VERSION")
        )
        sums = subprocess.run(["sha256sum", "CMakeLists.txt"], cwd=self.root, capture_output=True, text=True).stdout
        (kit / "sources.sha256").write_text(sums)
        (kit / "origin.txt").write_text(f"commit=0123abcd\nnative=other\nbackend={version}\n")
        with tarfile.open(self.root / "kit.tar.xz", "w:xz") as file:
            file.add(kit, "gpu-kit")
        shutil.rmtree(kit)

    def torch(self, text):
        """A package of that name with this text; no network and no GPU are needed for one that fails."""
        folder = self.root / "python/torch"
        folder.mkdir(parents=True, exist_ok=True)
        folder.joinpath("__init__.py").write_text(text)

    def command(self, *arguments, fail="", hang=""):
        environment = {**os.environ, "PATH": f"{self.bin}:{os.environ['PATH']}", "FAKE_FAIL": fail, "FAKE_HANG": hang}
        environment.update(PYTHONPATH=str(self.root / "python"), GIT_CEILING_DIRECTORIES=str(self.root.parent))
        words = [self.root / "scripts/gpu-check", *arguments, "--kit", "kit.tar.xz", "--out", "out"]
        return {"args": words, "env": environment, "cwd": self.root}

    def check(self, *arguments, **behaviour):
        """Exit code, what is printed, and the stages as results.json has them."""
        command = self.command(*arguments, **behaviour)
        done = subprocess.run(**command, capture_output=True, text=True, timeout=120)
        file = self.root / "out/results.json"
        stages = json.loads(file.read_text())["stages"] if file.exists() else {}
        return done.returncode, done.stdout + done.stderr, stages

    def test_all_proofs_pass(self):
        code, printed, stages = self.check("proofs")
        self.assertEqual(0, code, printed)
        for name in PROOFS.split():
            self.assertEqual(0, stages[name]["exit"], name)
        self.assertNotIn("step", json.loads((self.root / "out/results.json").read_text())["ours"])
        self.assertIn("Commit of the sources: 0123abcd, by the checksums of all files", printed)
        self.assertIn("kernel", (self.root / "out/resources.txt").read_text())
        (self.root / "CMakeLists.txt").write_text("changed")
        _, printed, _ = self.check("proofs", "--stages", "device_test")
        self.assertIn("1 file differs from the kit's, CMakeLists.txt first", printed)

    def test_a_broken_kit_spoils_no_good_one(self):
        self.check("proofs", "--stages", "build")
        kit = self.root / "kit.tar.xz"
        whole = kit.read_bytes()
        kit.write_bytes(whole[: len(whole) // 2])
        code, printed, _ = self.check("proofs", "--stages", "build")
        self.assertEqual(2, code)
        self.assertIn("the kit kit.tar.xz can't be unpacked: copy it again", printed)
        kit.write_bytes(whole)
        code, printed, _ = self.check("proofs", "--stages", "build,contract")
        self.assertEqual(0, code, printed)

    def test_what_hangs_is_stopped_and_takes_no_other_along(self):
        self.check("proofs", "--stages", "build")
        shutil.copy(TOOL, self.root / "build/gpu-work/build/cuda-kernels/tests/fault_test")
        began = time.monotonic()
        code, printed, stages = self.check("proofs", "--limit", "4", hang="fault_test compute-sanitizer:--tool doctor")
        self.assertLess(time.monotonic() - began, 60)
        self.assertEqual(1, code)
        for name in ("fault_test", "memcheck", "racecheck"):
            self.assertIn(stages[name]["exit"], (124, 137), name)
        for name in ("device_test", "contract", "small_training", "training"):
            self.assertEqual(0, stages[name]["exit"], name)
        self.assertEqual("cuDNN is not known: doctor did not come back", stages["cudnn"]["absent"])
        self.assertIn("scripts/gpu-check proofs --stages", printed)

    def test_tools_that_only_say_who_they_are_may_hang(self):
        shutil.copy(TOOL, self.bin / "python3")
        self.torch("import time; time.sleep(600)")
        words = ["timings", "--stages", "bench-step", "--limit", "3"]
        began = time.monotonic()
        code, printed, stages = self.check(*words, hang="nvcc:--version nvidia-smi python3:nvidia python3:torch")
        self.assertLess(time.monotonic() - began, 100)
        self.assertEqual((0, 0), (code, stages["bench-step"]["exit"]), printed)
        self.assertIn("nvcc: unknown: nvcc did not come back within 3 s", printed)
        self.assertIn("where PyTorch's libraries lie is unknown: python3 did not come back within 3 s", printed)
        self.assertIn("memory: unknown: nvidia-smi did not come back within 3 s", printed)
        self.assertIn("PyTorch: unknown: python3 did not load it within 3 s", printed)

    def test_what_fails_is_named(self):
        code, printed, stages = self.check("proofs", fail="device_test compute-sanitizer:racecheck junit deep")
        self.assertEqual(1, code)
        self.assertEqual(9, stages["racecheck"]["exit"])
        self.assertEqual("========= ERROR SUMMARY: 1 error", stages["racecheck"]["last"])
        self.assertEqual(0, stages["memcheck"]["exit"])
        self.assertEqual(1, stages["contract"]["exit"])
        self.assertEqual(1, stages["presets"]["exit"])
        self.assertIn("| device_test | FAILED (1) |", printed)

    def test_libraries_that_are_missing_are_no_failure(self):
        code, printed, stages = self.check("proofs", "--stages", "presets", fail="presets")
        self.assertEqual(0, code, printed)
        self.assertEqual({"absent": 'not possible: "libcublas.so.13" is not installed'}, stages["presets"])
        # A kernel that is wrong counts for more.
        code, printed, stages = self.check("proofs", "--stages", "presets", fail="presets deep")
        self.assertEqual((1, 1), (code, stages["presets"]["exit"]), printed)

    def test_a_build_that_fails_ends_it_and_shows_why(self):
        code, printed, stages = self.check("proofs", fail="cmake:--build")
        self.assertEqual(1, code)
        self.assertIn("nvcc fatal", printed)
        self.assertEqual(2, stages["build"]["exit"])

    def test_timings_without_pytorch_keep_ours(self):
        self.torch("raise ImportError('libtorch_cuda.so: cannot open shared object file')")
        code, printed, stages = self.check("timings", fail="bench:ours-losses")
        self.assertEqual(1, code)
        self.assertEqual(0, stages["bench-step"]["exit"])
        self.assertEqual(2, stages["bench-losses"]["exit"])
        self.assertIn("libtorch_cuda.so", stages["peer-step"]["last"])
        self.assertEqual("profiled", stages["profile"]["last"])
        self.assertIn("layer_kernel", printed)
        self.assertNotIn("device_test", stages)
        self.assertIn("| step against PyTorch's best mode |  |  |  | unknown: no time of PyTorch (not timed) |", printed)

    def test_a_pytorch_that_hangs_is_cut_off_and_counters_may_be_refused(self):
        self.torch("import time; time.sleep(600)")
        code, printed, stages = self.check(
            "timings", "--stages", "bench-step,peer-step,profile", "--limit", "4", fail="ncu"
        )
        self.assertEqual(1, code)
        self.assertIn(stages["peer-step"]["exit"], (124, 137))
        self.assertTrue(stages["profile"]["last"].startswith("not profiled: ==ERROR== ERR_NVGPUCTRPERM"))
        self.assertIn("scripts/gpu-check timings --stages 'peer-step'", printed)

    def test_ended_from_outside_it_reports_what_is_known(self):
        command = self.command("proofs", hang="fault_test")
        with subprocess.Popen(**command, stdout=subprocess.PIPE, text=True) as running:
            for line in running.stdout:
                if line.startswith("contract"):
                    break
            running.send_signal(signal.SIGTERM)
            running.communicate(timeout=30)
        self.assertEqual(143, running.returncode)
        self.assertIn("| contract | passed |", (self.root / "out/report.md").read_text())

    def test_its_words_are_checked(self):
        for words in ([], ["--stages", "x"], ["proofs", "--seconds", "soon"], ["proofs", "now"], ["proofs", "timings"]):
            self.assertEqual(2, self.check(*words)[0], words)
        for words in ("proofs --limit 0", "proofs --seconds 00", "proofs --limit 1.5", "timings --seconds 10000000"):
            code, printed, _ = self.check(*words.split())
            self.assertEqual(2, code, words)
            self.assertIn("seconds are asked for, at least 1", printed)
        for words in ("proofs --stages device_tset", "proofs --stages bench-step", "timings --stages build,mem*", "proofs --stages ,"):
            code, printed, _ = self.check(*words.split())
            self.assertEqual(2, code, words)
            self.assertIn("is none of build ", printed)
        self.assertFalse((self.root / "build").exists())
        # Not octal.
        code, printed, stages = self.check("proofs", "--stages", "device_*", "--limit", "08", "--seconds", "090")
        self.assertEqual((0, {"build", "device_test"}), (code, set(stages)), printed)
        code, printed, _ = self.check("timings", "--emulated")
        self.assertEqual(2, code)
        self.assertIn("speed means nothing", printed)


if __name__ == "__main__":
    unittest.main()
