#!/usr/bin/env python3
"""scripts/lib/spark_results.py on two small run stores.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "lib" / "spark_results.py"
RUN = "ab/abcdef"


class StoresTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.alone, self.cluster = Path(folder.name, "alone"), Path(folder.name, "cluster")
        for store, host in ((self.alone, "one"), (self.cluster, "other")):
            self.write(store, f"runs/{RUN}/run.json", json.dumps({"address": "abcdef", "provenance": {"host": host}}))
            self.write(store, f"runs/{RUN}/predictions.csv", "emotion\nanger\n")
            self.write(store, "plans/1.json", host)

    def write(self, store, name, text):
        file = store / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def compare(self):
        return subprocess.run([sys.executable, SCRIPT, "stores", self.alone, self.cluster], capture_output=True, text=True)

    def assert_differs(self, words):
        compared = self.compare()
        self.assertEqual(1, compared.returncode)
        self.assertIn(words, compared.stderr)

    def test_provenance_may_differ(self):
        compared = self.compare()
        self.assertEqual((0, ""), (compared.returncode, compared.stderr))
        self.assertIn("1 runs, 3 files", compared.stdout)

    def test_what_a_killed_writer_left_is_no_run(self):
        self.write(self.cluster, "runs/.unfinished-0f/score.json", "{}")
        compared = self.compare()
        self.assertEqual((0, ""), (compared.returncode, compared.stderr))
        self.assertIn("1 runs, 3 files", compared.stdout)

    def test_a_difference_is_named(self):
        self.write(self.cluster, f"runs/{RUN}/predictions.csv", "emotion\nsadness\n")
        self.assert_differs(f"runs/{RUN}/predictions.csv differs")

    def test_a_file_of_one_store_is_named(self):
        self.write(self.cluster, f"runs/{RUN}/score.json", "{}")
        self.assert_differs("score.json")

    def test_a_store_without_runs_is_refused(self):
        for store in (self.alone, self.cluster):
            for file in (store / "runs" / RUN).iterdir():
                file.unlink()
        self.assert_differs("holds no run")


if __name__ == "__main__":
    unittest.main()
