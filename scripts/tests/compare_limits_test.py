#!/usr/bin/env python3
"""benchmarks/limits.py on figures that were made up.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

BENCHMARKS = Path(__file__).resolve().parent.parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import limits  # noqa: E402  (after the path that it lies on)


def one_round(**seconds):
    return {name.replace("_", "-"): {"median_s": value, "cpu_s": 1} for name, value in seconds.items()}


class CompareLimitsTest(unittest.TestCase):
    def rows(self, praat):
        usual = {"decode_functionals_1": 3.9, "decode_functionals_2": 5.1}
        rounds = [one_round(decode=2, decode_streams=value, **usual) for value in (5.0, 4.0, 9.0)]
        for one in rounds:
            one["speech/pitch"] = {"median_s": 0.5, "cpu_s": 1}
        return limits.of_recordings(rounds, praat, "median_s")

    def test_medians_are_held_against_the_limits(self):
        streams, first, second, pitch = self.rows([6, 5, 40])
        self.assertIn("| 2.50 x decoding alone | at most 2.5x | met |", streams)
        self.assertIn("| 1.95 x decoding alone | at most 2.5x | met |", first)
        self.assertIn("| 2.55 x decoding alone | at most 2.5x | **missed** |", second)
        self.assertIn("| 12.0 x Praat's | at least 10x | met |", pitch)

    def test_nothing_is_claimed_without_praat(self):
        self.assertTrue(self.rows([])[-1].endswith("| at least 10x |  |"), self.rows([])[-1])
        with mock.patch.object(limits.shutil, "which", return_value=None):
            self.assertIsNone(limits.praat_seconds(BENCHMARKS))

    def test_a_folder_without_sounds_is_named(self):
        with mock.patch.object(limits.shutil, "which", return_value="praat"):
            with self.assertRaisesRegex(limits.Failed, str(BENCHMARKS)):
                limits.praat_seconds(BENCHMARKS)

    def test_processes(self):
        train, predict = limits.of_processes("whole `train`", 60.5, 0.62)
        self.assertEqual("| whole `train` | 60.5 s | at most 60 s | **missed** |", train)
        self.assertIn("| 0.62 s | at most 1 s | met |", predict)
        shortened = limits.of_processes("whole `train`", 20, 0.62, shortened=True)[0]
        self.assertEqual("| whole `train` | 20.0 s | at most 60 s |  |", shortened)

    def test_wrong_use_is_told_before_anything_runs(self):
        for arguments, said in ((["limits"], "--audio"), (["limit"], "there is no comparison"), (["--epochs", "0"], "1")):
            done = subprocess.run(
                [sys.executable, str(BENCHMARKS / "compare"), *arguments], capture_output=True, text=True
            )
            self.assertEqual(2, done.returncode, done.stderr)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
