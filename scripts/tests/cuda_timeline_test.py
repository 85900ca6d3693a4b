#!/usr/bin/env python3
"""scripts/cuda-timeline on graphs that were made up.

python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

from lib import timeline_files as files  # noqa: E402
from lib import timeline_model as model  # noqa: E402
from lib.timeline_graphs import read_graphs  # noqa: E402
from lib.timeline_tables import Timeline, by_node, by_operation  # noqa: E402

LAYER = "void emodna::cuda::layer_kernel<0, (emodna::cuda::Input)1, 13>(emodna::cuda::EncoderPlan, int)"
SUMS = "emodna::cuda::(anonymous namespace)::sum_kernel(float const*, float*, int)"
PATH = dict(runs=0, loads=0, multiply_adds=0, special_functions=0, exchanges=0, shared=0, barriers=0)
COUNTS = dict.fromkeys(
    "multiply_adds special_functions exchanges loads stores shared_loads shared_stores load_bytes store_bytes shared_bytes "
    "read_by_blocks written_by_blocks read written ends".split(),
    0,
)


def kernel(name, blocks=132, threads=128, shared=0, path=None, end_path=None, waits_for=(), operation="op", **counts):
    return {
        "kind": "kernel",
        "operation": operation,
        "kernel": name,
        "grid": [blocks, 1, 1],
        "block": [threads, 1, 1],
        "shared_bytes": shared,
        "waits_for": list(waits_for),
        "counts": {**COUNTS, **counts, "path": {**PATH, **(path or {})}, "mean_path": {**PATH, **(path or {})}, "end_path": {**PATH, **(end_path or {})}},
    }


def memset(size, waits_for=()):
    return {"kind": "memset", "operation": "", "bytes": size, "waits_for": list(waits_for)}


def clocks(seconds):
    return (seconds - model.value("gap")) * model.value("clock")


class NamesTest(unittest.TestCase):
    def test_names_are_those_of_every_tool(self):
        self.assertEqual(model.signature(LAYER), LAYER.removeprefix("void "))
        theirs = "void emodna::cuda::layer_kernel<(int)0, (emodna::cuda::Input)1, (int)13>(emodna::cuda::EncoderPlan, int)"
        for name in (LAYER, theirs, "layer_kernel<0, 1, 13>"):
            self.assertEqual(model.short(name), "layer_kernel<0, 1, 13>")
        for name in (SUMS, "emodna::cuda::<unnamed>::sum_kernel(const float *, float *, int)", "sum_kernel"):
            self.assertEqual(model.short(name), "sum_kernel")
        for name in ("void pick<a::Tile<32, 32>, false>(a::Work)", "pick<a::Tile<(int)32, (int)32>, (bool)0>"):
            self.assertEqual(model.short(name), "pick<Tile<32, 32>, false>")


class ModelTest(unittest.TestCase):
    def test_room_is_by_registers_shared_memory_threads_and_blocks(self):
        self.assertEqual(model.resident(kernel(SUMS, threads=192), 168), 2)
        self.assertEqual(model.resident(kernel(SUMS, threads=128, shared=75 * 1024), 32), 3)
        self.assertEqual(model.resident(kernel(SUMS, threads=512), 32), 4)
        self.assertEqual(model.resident(kernel(SUMS, threads=32), 16), 32)

    def test_arithmetic_is_by_the_multiprocessor_with_most_blocks(self):
        even = model.estimate(kernel(LAYER, blocks=132, multiply_adds=132 * 128 * 1e5), 64)
        self.assertEqual(model.limit(even), "issue")
        self.assertAlmostEqual(clocks(even["seconds"]), 1e5, delta=1)
        # One block more: a multiprocessor has two.
        odd = model.estimate(kernel(LAYER, blocks=133, multiply_adds=133 * 128 * 1e5), 64)
        self.assertAlmostEqual(clocks(odd["seconds"]), 2e5, delta=1)

    def test_memory_and_cache(self):
        far = model.estimate(kernel(SUMS, read=4.8e9, read_by_blocks=4.5e6), 32)
        self.assertEqual(model.limit(far), "memory")
        self.assertAlmostEqual(far["seconds"], 1e-3 + 1e-6, delta=1e-9)
        near = model.estimate(kernel(SUMS, read=4.8e6, read_by_blocks=4.5e9), 32)
        self.assertEqual(model.limit(near), "l2")
        self.assertEqual(model.limit(model.estimate(memset(4_800_000_000), 0)), "memory")
        self.assertEqual(model.limit(model.estimate(memset(4), 0)), "gap")

    def test_loads_without_arithmetic_between_are_under_way_together(self):
        together = model.estimate(kernel(SUMS, path={"runs": 1, "loads": 80}), 32)
        apart = model.estimate(kernel(SUMS, path={"runs": 80, "loads": 80}), 32)
        self.assertAlmostEqual(clocks(together["seconds"]), 5 * 281 + 80, delta=1)
        self.assertAlmostEqual(clocks(apart["seconds"]), 80 * 281 + 80, delta=1)
        self.assertEqual(model.limit(apart), "chain")

    def test_waves_repeat_a_blocks_chain_and_its_end_comes_once(self):
        path = {"barriers": 100}
        room = model.resident(kernel(SUMS), 128)
        waves = model.estimate(kernel(SUMS, blocks=132 * room + 1, path=path, end_path=path, ends=1), 128)
        self.assertAlmostEqual(clocks(waves["seconds"]), (waves["waves"] + 1) * 100 * 30, delta=1)
        few = model.estimate(kernel(SUMS, blocks=2, path=path, end_path=path, ends=1), 128)
        self.assertAlmostEqual(clocks(few["seconds"]), 2 * 100 * 30, delta=1)

    def test_branches_run_at_once(self):
        nodes = [memset(0), memset(0, [0]), memset(0, [0]), memset(0, [1, 2])]
        self.assertEqual(model.schedule(nodes, [1, 5, 2, 1]), [1, 6, 3, 7])
        timeline = Timeline(nodes, {})
        self.assertAlmostEqual(timeline.total(), 3 * model.value("gap"))


class BudgetTest(unittest.TestCase):
    """The counts at full size against the method's own arithmetic."""

    def setUp(self):
        self.budget = files.read_budget(SCRIPTS.parent / "cuda-kernels/budget.txt")

    def test_convolutions(self):
        for step, replicas in (("step", 1), ("step-replicas", 16)):
            frames = replicas * 2 * 2 * 128 * 196  # two encoders, both directions
            convolutions = frames * (39 * 39 + 16 * 2 * 39 * 39)
            for operation, products in (("encoder_forward", 1), ("encoder_backward", 2)):
                # More by the tile's padding, 224 frames for 196; less by what lies before the first frame.
                share = self.budget[step, operation]["multiply_adds"] / (products * convolutions)
                self.assertTrue(0.9 < share < 1.2, f"{step}, {operation}: {share:.3f}")

    def test_sixteen_runs_are_sixteen_times_one(self):
        for operation in ("encoder_forward", "encoder_backward", "adam"):
            for amount in ("multiply_adds", "bytes"):
                one, all_ = (self.budget[step, operation][amount] for step in ("step", "step-replicas"))
                self.assertTrue(14 * one <= all_ <= 18 * one, f"{operation}: {amount} {one} and {all_}")


class TablesTest(unittest.TestCase):
    def test_operations_and_nodes(self):
        nodes = [memset(0), kernel(LAYER, multiply_adds=33.5e9, waits_for=[0], operation="encoder")]
        timeline = Timeline(nodes, {model.signature(LAYER): 168})
        self.assertIn("| encoder | 1 | ", by_operation(timeline))
        self.assertIn("| 1000.0 | 0.0 | instructions 100 % |", by_operation(timeline))
        self.assertIn("layer_kernel<0, 1, 13> | 132 x 128 |", by_node(timeline))
        self.assertEqual(timeline.unknown, set())
        self.assertEqual(Timeline(nodes, {}).unknown, {model.signature(LAYER)})


class FilesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def test_growth_fails_with_a_line_that_says_what_to_do(self):
        graphs = {"step": [kernel(LAYER, multiply_adds=1000, read=500, operation="encoder"), memset(8)]}
        budget = self.folder / "budget.txt"
        files.write_budget(budget, graphs)
        self.assertEqual(list(files.off_budget(budget, graphs)), [])
        graphs["step"][0]["counts"]["multiply_adds"] = 1019
        self.assertEqual(list(files.off_budget(budget, graphs)), [])
        graphs["step"][0]["counts"]["multiply_adds"] = 1100
        graphs["step"].append(memset(0))
        graphs["step"].append(kernel(SUMS, operation="new"))
        self.assertEqual(
            list(files.off_budget(budget, graphs)),
            [
                f"step: encoder has 1,100 multiply-adds, its budget is 1,000; if that is meant: {files.RENEW}",
                f"step: memset has 2 nodes, its budget is 1; if that is meant: {files.RENEW}",
                f"step: new has 1 nodes, its budget is 0; if that is meant: {files.RENEW}",
            ],
        )

    def test_registers(self):
        log = self.file(
            "build.log",
            "ptxas info    : Compiling entry function '_Z3sumPKfPfi' for 'sm_90'\n"
            "ptxas info    : Function properties for _Z3sumPKfPfi\n"
            "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads\n"
            "ptxas info    : Used 40 registers, used 1 barriers\n"
            "ptxas info    : Compiling entry function '_Z5spillv' for 'sm_90'\n"
            "ptxas info    : Function properties for _Z5spillv\n"
            "    8 bytes stack frame, 8 bytes spill stores, 8 bytes spill loads\n"
            "ptxas info    : Used 255 registers, used 1 barriers\n",
        )
        built = files.built_registers(log, SCRIPTS / "cuda-resources")
        self.assertEqual(built, {"sum(float const*, float*, int)": 40, "spill()": 255})
        table = self.folder / "resources.txt"
        name = "sum(float const*, float*, int)"
        files.write_registers(table, built, {name}, "13.0")
        known = files.read_registers(table)
        self.assertEqual(known, {name: 40})
        self.assertEqual(list(files.more_registers(known, built, {name})), [])
        (line,) = files.more_registers(known, {name: 41}, {name})
        self.assertEqual(line, f"{name} takes 41 registers on sm_90, known are 40: {files.RENEW} --build LOG")

    def test_names_that_the_build_lacks_check_nothing(self):
        (line,) = files.more_registers({"old()": 40, "sum()": 40}, {"sum()": 40}, {"sum()"})
        self.assertEqual(line, f"old() is not in the build's output: build all of it, or {files.RENEW} --build LOG")

    def test_a_budget_that_allows_too_much_fails(self):
        graphs = {"step": [kernel(LAYER, multiply_adds=1000, operation="encoder"), memset(8)], "other": [memset(8)]}
        budget = self.folder / "budget.txt"
        files.write_budget(budget, graphs)
        graphs["step"][0]["counts"]["multiply_adds"] = 981
        self.assertEqual(list(files.off_budget(budget, graphs)), [])
        graphs["step"][0]["counts"]["multiply_adds"] = 900
        graphs["step"].pop()
        del graphs["other"]
        self.assertEqual(
            list(files.off_budget(budget, graphs)),
            [
                "other: it has a budget and no recorded graph: scripts/cuda-timeline --record; "
                f"if that is meant: {files.RENEW}",
                f"step: memset has a budget and no node in the graph; if that is meant: {files.RENEW}",
                f"step: encoder has 900 multiply-adds, its budget is 1,000, which is more than it needs: {files.RENEW}",
            ],
        )

    def test_measured_times(self):
        head = (
            '"ID","Process ID","Process Name","Host Name","Kernel Name","Context","Stream","Block Size","Grid Size","Device",'
            '"CC","Section Name","Metric Name","Metric Unit","Metric Value"\n'
        )

        def row(name, value, grid="(132, 1, 1)", kernel_name=LAYER):
            where = f'"1","7","(128, 1, 1)","{grid}","0","9.0"'
            return f'"0","42","java","127.0.0.1","{kernel_name}",{where},"GPU Speed Of Light Throughput",{name},"{value}"\n'

        file = self.file(
            "profile.csv",
            "==PROF== Connected to process 42 (/usr/bin/java)\n"
            + head
            + row('"Duration","ns"', "10,000")
            + row('"Duration","ns"', "12,000")
            + row('"Compute (SM) Throughput","%"', "61.5")
            + row('"gpu__time_duration.sum","us"', "3.5", kernel_name=SUMS)
            + row('"Duration","ns"', "99", grid="(264, 1, 1)"),
        )
        times = files.read_measured(file)
        nodes = [kernel(LAYER), kernel(SUMS, waits_for=[0]), memset(0, [1]), kernel(SUMS, blocks=5, waits_for=[2])]
        self.assertEqual([files.measured_of(node, times) for node in nodes[2:]], [None, None])
        self.assertAlmostEqual(files.measured_of(nodes[0], times), 11e-6)
        self.assertAlmostEqual(files.measured_of(nodes[1], times), 3.5e-6)
        text = by_operation(Timeline(nodes, {}, times))
        self.assertIn("measured, us", text)
        self.assertIn("| 14.5 (1 not measured) |", text)
        duration = row('"Duration","ns"', "10")
        for broken in (
            "",
            "==ERROR== No permission\n",
            head,
            head + duration + row('"Duration","ns"', "n/a"),
            head + duration + row('"Duration","ns"', "nan"),
            head + duration + row('"Duration","parsec"', "1"),
            head + duration + row('"Duration","ns"', "1", grid="n/a"),
            head + duration + '"0","42"\n' + row('"Duration"', "1"),
            head.replace('"Metric Unit",', "") + row('"Duration"', "1"),
            head.replace('"Grid Size",', "") + duration,
        ):
            with self.assertRaisesRegex(files.Trouble, "broken.csv: "):
                files.read_measured(self.file("broken.csv", broken))
        self.folder.joinpath("broken.csv").write_bytes((head + duration).encode("utf-16"))
        with self.assertRaisesRegex(files.Trouble, "broken.csv: not UTF-8"):
            files.read_measured(self.folder / "broken.csv")

    def test_broken_graphs_are_named(self):
        whole = kernel(LAYER)
        nodes = [[], {}, None, 7, [7], [{}], [memset(0, [0])], [memset(0, [-1])], [memset("8")], [{**memset(0), "waits_for": 0}]]
        for field in ("kind", "operation", "kernel", "grid", "block", "shared_bytes", "waits_for", "counts"):
            nodes.append([{key: value for key, value in whole.items() if key != field}])
            nodes.append([{**whole, field: None}])
        for field in whole["counts"].keys() - {"load_bytes", "store_bytes", "shared_bytes"}:
            nodes.append([{**whole, "counts": {**whole["counts"], field: "7"}}])
        nodes.append([{**whole, "grid": [0, 1, 1]}])
        nodes.append([{**whole, "counts": {**whole["counts"], "path": {"runs": 1}}}])
        texts = [json.dumps({"nodes": of}) for of in nodes]
        for text in [*texts, "", "{", "[]", "7", "null", "{}", "{}\n{}", "[" * 100000]:
            self.file("broken.json", text + "\n")
            with self.assertRaisesRegex(files.Trouble, "broken.json: ", msg=text[:300]):
                read_graphs(self.folder)
        self.folder.joinpath("broken.json").write_bytes(b"\xff\xfe\n")
        with self.assertRaisesRegex(files.Trouble, "broken.json: not UTF-8"):
            read_graphs(self.folder)
        for text in ("step\tencoder\t1\n", "step\tencoder\t1\t2\t3\tmany\n"):
            with self.assertRaisesRegex(files.Trouble, "budget.txt: "):
                files.read_budget(self.file("budget.txt", text))
        with self.assertRaisesRegex(files.Trouble, "resources.txt: "):
            files.release_of(self.file("resources.txt", "kernel\t40\n"))

    def run_command(self, *arguments):
        command = [sys.executable, SCRIPTS / "cuda-timeline", "--graphs", self.folder, *arguments]
        return subprocess.run(command, capture_output=True, text=True)

    def test_what_cant_be_done_is_no_growth(self):
        for text in ("{", '{"nodes": []}'):
            self.file("step.json", text + "\n")
            for words in ([], ["--check"], ["--renew"]):
                done = self.run_command(*words)
                self.assertEqual(done.returncode, 2, words)
                self.assertRegex(done.stderr, "^cuda-timeline: .*step.json: [^\n]*\n$")
        self.file("step.json", json.dumps({"nodes": [kernel(LAYER)]}) + "\n")
        for words in (
            "--build x",
            "--check --nodes",
            "--check --measured x",
            "--renew --nodes",
            "--check --renew",
            "--measured absent.csv",
            "--check --build absent.log",
        ):
            self.assertEqual(self.run_command(*words.split()).returncode, 2, words)

    def test_old_graphs_do_not_pass_for_new_ones(self):
        root = self.folder / "emodna"
        shutil.copytree(SCRIPTS, root / "scripts", ignore=shutil.ignore_patterns("tests", "__pycache__"))
        graphs = root / "java/benchmarks/target/step-graphs"
        graphs.mkdir(parents=True)
        (root / "cuda-kernels").mkdir()
        (root / "cuda-kernels/resources.txt").write_text("# nvcc 13.0\n")
        graph = json.dumps({"nodes": [kernel(LAYER)]})

        def record(*lines):
            for name in ("old.json", "check.log"):
                (graphs / name).write_text(graph + "\n")
            (root / "mvn").write_text("\n".join(["#!/usr/bin/env bash", "cd java/benchmarks/target/step-graphs", *lines]))
            (root / "mvn").chmod(0o755)
            environment = {**os.environ, "PATH": f"{root}:{os.environ['PATH']}"}
            return subprocess.run([root / "scripts/cuda-timeline", "--record"], env=environment, capture_output=True, text=True)

        failed = record("exit 3")
        self.assertEqual((2, ""), (failed.returncode, failed.stdout))
        self.assertIn("nothing is recorded: Maven ended with exit code 3", failed.stderr)
        self.assertEqual(record("exit 0").returncode, 2)
        # All are recorded, and outgrow the budget.
        for end in ("exit 0", "echo step: encoder has >check.log; exit 1"):
            done = record(f"echo '{graph}' >step.json", end)
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            self.assertIn("### step", done.stdout)
            self.assertNotIn("### old", done.stdout)

    def test_command(self):
        run = self.run_command
        nothing = run()
        self.assertEqual(nothing.returncode, 2)
        self.assertIn("scripts/cuda-timeline --record", nothing.stderr)
        self.file("step.json", json.dumps({"nodes": [kernel(LAYER, multiply_adds=67e6)]}) + "\n")
        shown = run("--nodes")
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        self.assertIn("### step", shown.stdout)
        # The document has the assumptions that the script has.
        document = (SCRIPTS.parent / "docs/gpu/timeline.md").read_text()
        self.assertIn(run("--assumptions").stdout, document)
        # Of a step that the budget does not know, everything has grown.
        self.assertEqual(run("--check").returncode, 1)


if __name__ == "__main__":
    unittest.main()
