"""Compares what a Spark cluster has made with what the command line has made, for scripts/spark-cluster.

  recognition PREDICT.json RESULTS [--failed N]   predict's JSON with the folder of RecognizeJob's, recording by recording
  stores ONE OTHER                                 two run stores, file by file
  list N FOLDER...                                 prints N paths: those below the folders, over and over
"""

import argparse
import itertools
import json
import os
import pathlib
import struct
import sys


def float32(value):
    """The float that a text stands for: versions of Java write one with more or fewer digits."""
    return None if value is None else struct.pack("<f", value)


def comparable(row):
    warnings = row.get("warnings") or []
    return {
        "emotion": row.get("emotion"),
        "confidence": float32(row.get("confidence")),
        "probabilities": {name: float32(value) for name, value in (row.get("probabilities") or {}).items()},
        "reason": row.get("reason"),
        "seconds": row.get("seconds"),
        "seconds_used": row.get("seconds_used"),
        "speech_share": row.get("speech_share"),
        "warnings": [one["text"] if isinstance(one, dict) else one for one in warnings],
    }


def spark_rows(folder):
    parts = sorted(pathlib.Path(folder).glob("part-*.json"))
    if not parts:
        sys.exit(f"{folder}: holds no results")
    for part in parts:
        with part.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def recognition(predict, folder, most_failed):
    with open(predict, encoding="utf-8") as file:
        expected = {}
        rows = 0
        for row in json.load(file):
            if "error" in row:
                continue
            rows += 1
            expected[os.path.abspath(row["file"])] = comparable(row)
    found = failed = 0
    for row in spark_rows(folder):
        path = row["path"].removeprefix("file:")
        if "error" in row:
            failed += 1
            if path in expected:
                sys.exit(f"{path}: failed on the cluster alone: {row['error']}")
            continue
        found += 1
        if path not in expected:
            sys.exit(f"{path}: was recognised on the cluster alone")
        if comparable(row) != expected[path]:
            sys.exit(f"{path}: {row} is not {expected[path]}")
    if found != rows:
        sys.exit(f"{found} recordings were recognised on the cluster, {rows} by the command line")
    if most_failed is not None and failed != most_failed:
        sys.exit(f"{failed} recordings failed on the cluster, not {most_failed}")
    print(f"{found} recordings have the same bits, {failed} failed in both")


def content(store, file):
    if file.name != "run.json":
        return file.read_bytes()
    described = json.loads(file.read_text(encoding="utf-8"))
    del described["provenance"]
    return described


def stored(store):
    """The files of complete runs. What a killed writer was at work on bears this prefix: no reader sees it, and it is removed later."""
    files = [file for file in (store / "runs").rglob("*") if file.is_file()]
    return [file for file in files if not file.relative_to(store / "runs").parts[0].startswith(".unfinished-")]


def stores(one, other):
    contents = []
    for store in map(pathlib.Path, (one, other)):
        contents.append({str(file.relative_to(store)): content(store, file) for file in stored(store)})
        contents[-1].update({f"plans/{file.name}": None for file in (store / "plans").glob("*.json")})
    if contents[0].keys() != contents[1].keys():
        sys.exit(f"only in one store: {sorted(contents[0].keys() ^ contents[1].keys())[:5]}")
    for name, value in contents[0].items():
        if value != contents[1][name]:
            sys.exit(f"{name} differs")
    runs = sum(name.endswith("run.json") for name in contents[0])
    if not runs:
        sys.exit(f"{one}: holds no run")
    print(f"{runs} runs, {len(contents[0])} files, have the same bits (run.json without its provenance)")


def listing(count, folders):
    files = sorted(
        os.path.abspath(file)
        for folder in folders
        for file in pathlib.Path(folder).rglob("*")
        if file.suffix.lower() in {".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a"}
    )
    if not files:
        sys.exit(f"{', '.join(folders)}: no recordings")
    for file in itertools.islice(itertools.cycle(files), count):
        print(file)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("recognition")
    command.add_argument("predict")
    command.add_argument("results")
    command.add_argument("--failed", type=int)
    command = commands.add_parser("stores")
    command.add_argument("one")
    command.add_argument("other")
    command = commands.add_parser("list")
    command.add_argument("count", type=int)
    command.add_argument("folders", nargs="+")
    given = parser.parse_args()
    if given.command == "recognition":
        recognition(given.predict, given.results, given.failed)
    elif given.command == "stores":
        stores(given.one, given.other)
    else:
        listing(given.count, given.folders)


if __name__ == "__main__":
    main()
