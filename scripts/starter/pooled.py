#!/usr/bin/env python3
"""Prints the score over all folds of a run store together: pooled.py RESULTS. Standard library alone."""

import csv
import sys
from pathlib import Path


def main():
    rows = []
    for file in sorted(Path(sys.argv[1]).glob("runs/*/*/predictions.csv")):
        with open(file, newline="", encoding="utf-8") as lines:
            rows += [(row["label"], row["prediction"]) for row in csv.DictReader(lines)]
    labels = sorted({label for label, _ in rows})
    counts = {a: {b: rows.count((a, b)) for b in labels} for a in labels}
    # A recording without a prediction is a wrong one, in both figures.
    recalls = [counts[a][a] / sum(label == a for label, _ in rows) for a in labels]
    right = sum(counts[a][a] for a in labels)
    print(f"UAR {100 * sum(recalls) / len(labels):.1f} %  WAR {100 * right / len(rows):.1f} %  ({len(rows)} utterances)")
    print(" " * 10 + "".join(f"{b:>11}" for b in labels) + "   <- predicted")
    for a in labels:
        print(f"{a:<10}" + "".join(f"{counts[a][b]:>11}" for b in labels))


if __name__ == "__main__":
    main()
