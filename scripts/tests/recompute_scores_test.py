#!/usr/bin/env python3
"""scripts/recompute-scores on a store of six small runs, with reports that are right and reports that are not.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import statistics
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent.parent / "recompute-scores"
OLD, ONE, TWO, THREE, BROKEN, ABSENT, OTHER = (letter * 32 for letter in "abcdef0")
OLDER = "note: corpus, emo-dna, A>B: some seeds are those of an older plan with the same settings\n"


def figure(*values):
    known = [value for value in values if value is not None]
    mean, sd = statistics.fmean(known) if known else None, statistics.stdev(known) if len(known) > 1 else None
    return {"mean": mean, "sd": sd, "n": len(known), "values": {str(i + 1): value for i, value in enumerate(known)}}


def figures(uar, war, macro_f1):
    """Each a value, or a list of one for each seed."""
    uar, war, macro_f1 = (one if isinstance(one, list) else [one] for one in (uar, war, macro_f1))
    return {"uar": figure(*uar), "war": figure(*war), "macro_f1": figure(*macro_f1)}


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
        # seed 4 has run with other settings alone
        self.run_of(OTHER, "aass", "aass", {"settings": {"epochs": 1, "seed": 4}})
        self.plan("111111111111", "2026-01-01", {"A>B": {"1": OLD, "2": TWO, "4": OTHER}})
        self.plan("000000000000", "2026-02-01", {"A>B": {"1": ONE, "2": ABSENT, "3": BROKEN}, "B>A": {"1": THREE}})
        self.cells = [
            {"task": "A>B", **figures([5 / 6, 1.0], [3 / 4, 1.0], [11 / 15, 1.0])},
            {"task": "B>A", **figures(1.0, 1.0, 1.0)},
        ]
        self.mean = {**figures(11 / 12, 7 / 8, 13 / 15), "lacking": [], "lacking_seeds": [2]}

    def run_of(self, address, truth, said, determined_by=None):
        names = {"a": "anger", "s": "sadness", "-": ""}
        folder = self.store / "runs" / address[:2] / address
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps({"determined_by": determined_by or {"settings": {"epochs": 2}}}))
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

    def page(self, uar=11 / 12, text="91.7 ± 11.8"):
        cells = [
            ("A&gt;B", "uar", uar, text),
            ("A&gt;B", "war", 7 / 8, "87.5<small> ± 17.7</small>"),
            ("B&gt;A", "uar", 1.0, '<span class="unseen">best </span><a href="x">100.0</a>'),
            ("B&gt;A", "war", 1.0, "100.0"),
            ("", "uar", 11 / 12, "91.7<abbr>*</abbr>"),
            ("", "war", 7 / 8, "87.5<abbr>*</abbr>"),
        ]
        cell = '<td data-track="corpus" data-row="emo-dna" data-task="{}" data-metric="{}" data-value="{}">{}</td>'
        return "<table><tr><td>87.6</td>" + "".join(cell.format(*one) for one in cells) + "</tr></table>"

    def test_agrees_with_a_report_that_is_right(self):
        done = self.check()
        self.assertEqual((0, OLDER + "9 figures recomputed, 9 shown, 0 differ\n"), (done.returncode, done.stdout), done.stderr)

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
        done = self.check(self.page())
        self.assertEqual((0, OLDER + "9 figures recomputed, 15 shown, 0 differ\n"), (done.returncode, done.stdout), done.stderr)
        done = self.check(self.page(0.917))
        self.assertEqual(1, done.returncode)
        self.assertIn("differs: page corpus emo-dna A>B uar shown 0.917, recomputed 0.91666", done.stderr)

    def test_compares_the_visible_text_of_the_page(self):
        for text in ("91.6 ± 11.8", "91.7 ± 11.9", "91.7"):
            done = self.check(self.page(text=text))
            self.assertEqual(1, done.returncode)
            self.assertIn(f"differs: page corpus emo-dna A>B uar says {text}, recomputed 91.7 ± 11.8", done.stderr)

    def test_names_a_value_of_a_seed_that_is_wrong(self):
        self.cells[0]["uar"]["values"] = {"1": 1.0, "2": 5 / 6}
        done = self.check()
        self.assertEqual(1, done.returncode)
        self.assertIn("differs: report.json corpus emo-dna A>B uar seed 1 shown 1.0, recomputed 0.833", done.stderr)

    def test_names_an_sd_of_one_seed(self):
        self.cells[1]["war"]["sd"] = 0.0
        self.assertIn("differs: report.json corpus emo-dna B>A war sd shown 0.0, recomputed None", self.check().stderr)

    def test_names_a_run_with_other_settings(self):
        self.cells[0]["uar"] = figure(5 / 6, 1.0)
        self.cells[0]["uar"]["values"]["4"] = 1.0
        self.assertIn("differs: report.json corpus emo-dna A>B uar seed 4 shown 1.0, recomputed None", self.check().stderr)

    def test_compares_the_table(self):
        lines = ["track,row,kind,task,metric,mean,sd,n"]
        for task, *values in (("A>B", 11 / 12, 7 / 8, 13 / 15), ("B>A", 1.0, 1.0, 1.0), ("mean of incomplete row", 11 / 12, 7 / 8, 13 / 15)):
            lines += [f"corpus,emo-dna,method,{task},{metric},{value},,1" for metric, value in zip(("uar", "war", "macro_f1"), values)]
        table = self.store / "report/results.csv"
        table.write_text("\n".join([*lines, "corpus,TIM-Net,published,A>B,uar,0.5,,0", ""]))
        self.assertIn("9 figures recomputed, 18 shown, 0 differ\n", self.check().stdout)
        table.write_text("\n".join([*lines[:-1], ""]).replace("B>A,uar,1.0", "B>A,uar,0.9"))
        done = self.check()
        self.assertIn("differs: results.csv corpus emo-dna B>A uar shown 0.9, recomputed 1.0", done.stderr)
        self.assertIn("differs: results.csv corpus emo-dna  macro_f1 not shown", done.stderr)

    def test_says_how_to_make_a_report_that_is_not_there(self):
        done = subprocess.run([sys.executable, SCRIPT, self.store], capture_output=True, text=True)
        self.assertEqual(1, done.returncode)
        self.assertIn("report.json: can't be read", done.stderr)
        self.assertEqual(1, done.stderr.count("\n"))

    def test_names_what_the_page_lacks(self):
        self.assertIn("differs: page corpus emo-dna A>B uar not shown", self.check("<p>nothing</p>").stderr)


if __name__ == "__main__":
    unittest.main()
