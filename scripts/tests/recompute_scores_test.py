#!/usr/bin/env python3
"""scripts/recompute-scores on a store of five small runs, with reports that are right and reports that are not.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "recompute-scores"
OLD, ONE, TWO, THREE, BROKEN, ABSENT = (letter * 32 for letter in "abcdef")


def figure(mean):
    return {"mean": mean, "sd": None, "n": 1, "values": {}}


def figures(uar, war, macro_f1):
    return {"uar": figure(uar), "war": figure(war), "macro_f1": figure(macro_f1)}


class RecomputeScoresTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.store = Path(folder.name)
        (self.store / "plans").mkdir()
        (self.store / "report").mkdir()
        self.run_of(OLD, "aass", "ssaa")
        # anger 2 of 3, sadness 1 of 1; neither what has no label nor what has no prediction counts
        self.run_of(ONE, "aaas-a", "aasss-")
        self.run_of(TWO, "aaas", "aaas")
        self.run_of(THREE, "aass", "aass")
        self.run_of(BROKEN, "aass", "aass")
        (self.store / "runs/ee" / BROKEN / "predictions.csv").write_text("")
        self.plan("111111111111", "2026-01-01", {"A>B": {"1": OLD, "2": TWO}})
        self.plan("000000000000", "2026-02-01", {"A>B": {"1": ONE, "2": ABSENT, "3": BROKEN}, "B>A": {"1": THREE}})
        self.cells = [
            {"task": "A>B", **figures(11 / 12, 7 / 8, (11 / 15 + 1) / 2)},
            {"task": "B>A", **figures(1.0, 1.0, 1.0)},
        ]
        self.mean = {**figures(11 / 12, 7 / 8, (11 / 15 + 1) / 2), "lacking": []}

    def run_of(self, address, truth, said):
        names = {"a": "anger", "s": "sadness", "-": ""}
        folder = self.store / "runs" / address[:2] / address
        folder.mkdir(parents=True)
        (folder / "run.json").write_text("{}")
        rows = [f'"u,{i}",s1,{names[t]},{names[p]},0.5,0.5' for i, (t, p) in enumerate(zip(truth, said))]
        (folder / "predictions.csv").write_text("\n".join(["id,speaker,label,prediction,anger,sadness", *rows, ""]))

    def plan(self, name, made, tasks):
        cells = [{"track": "corpus", "column": "emo-dna", "task": task, "runs": runs} for task, runs in tasks.items()]
        (self.store / f"plans/{name}.json").write_text(json.dumps({"made": made, "cells": cells}))

    def check(self, page=None):
        published = {"name": "TIM-Net", "kind": "published", "cells": [{"task": "A>B", **figures(0.5, 0.4, None)}], "mean": figures(0.5, 0.4, None)}
        row = {"name": "emo-dna", "kind": "method", "cells": self.cells, "mean": self.mean}
        failures = [{"track": "corpus", "row": "emo-dna", "task": "A>B", "seed": 3}]
        report = self.store / "report/report.json"
        report.write_text(json.dumps({"failures": failures, "tracks": [{"name": "corpus", "rows": [row, published]}]}))
        command = [sys.executable, SCRIPT, self.store]
        if page is not None:
            (self.store / "index.html").write_text(page)
            command += [report, self.store / "index.html"]
        return subprocess.run(command, capture_output=True, text=True)

    def page(self, uar):
        cells = [("A&gt;B", uar, 7 / 8), ("B&gt;A", 1.0, 1.0), ("", 11 / 12, 7 / 8)]
        shown = [(task, metric, value) for task, *both in cells for metric, value in zip(("uar", "war"), both)]
        cell = '<td data-track="corpus" data-row="emo-dna" data-task="{}" data-metric="{}" data-value="{}">x</td>'
        return "<table><tr>" + "".join(cell.format(*one) for one in shown) + "</tr></table>"

    def test_agrees_with_a_report_that_is_right(self):
        done = self.check()
        self.assertEqual((0, "9 figures recomputed, 9 shown, 0 differ\n"), (done.returncode, done.stdout), done.stderr)

    def test_names_a_figure_that_is_wrong(self):
        self.cells[0]["uar"]["mean"] += 1e-6
        done = self.check()
        self.assertEqual(1, done.returncode)
        self.assertIn("differs: report.json corpus emo-dna A>B uar shown 0.91666766", done.stderr)

    def test_names_a_mean_over_other_seeds(self):
        self.mean = figures((11 / 12 + 1) / 2, (7 / 8 + 1) / 2, 0.9)
        self.assertIn("differs: report.json corpus emo-dna  uar shown 0.958", self.check().stderr)

    def test_names_a_figure_that_is_not_shown(self):
        del self.cells[1]
        self.assertIn("differs: report.json corpus emo-dna B>A war not shown", self.check().stderr)

    def test_compares_the_page(self):
        done = self.check(self.page(11 / 12))
        self.assertEqual((0, "9 figures recomputed, 15 shown, 0 differ\n"), (done.returncode, done.stdout), done.stderr)
        done = self.check(self.page(0.917))
        self.assertEqual(1, done.returncode)
        self.assertIn("differs: page corpus emo-dna A>B uar shown 0.917, recomputed 0.91666", done.stderr)

    def test_names_what_the_page_lacks(self):
        self.assertIn("differs: page corpus emo-dna A>B uar not shown", self.check("<p>nothing</p>").stderr)


if __name__ == "__main__":
    unittest.main()
