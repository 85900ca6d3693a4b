#!/usr/bin/env python3
"""scripts/gpu-kit where Maven and the JDK are stand-ins that write what the real ones do. Nothing is compiled.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import os
import shutil
import subprocess
import tarfile
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MODULES = "kernels gpu audio synthesis core benchmarks cli".split()
MVN = """#!/usr/bin/env bash
for module in %s; do mkdir -p "java/$module/target/classes" "java/$module/target/test-classes"; done
for module in core cli; do echo "$PWD/some.jar" >"java/$module/target/gpu-kit-classpath.txt"; done
for word; do case $word in -DoutputDirectory=*) touch "${word#*=}/console.jar" ;; esac; done
"""
JLINK = """#!/usr/bin/env bash
while [[ $1 != --output ]]; do shift; done
mkdir -p "$2/bin" && ln -s /usr/bin/true "$2/bin/java"
"""


class GpuKitTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.root = Path(holder.name, "emodna")
        shutil.copytree(ROOT / "scripts", self.root / "scripts", ignore=shutil.ignore_patterns("tests", "__pycache__"))
        for folder in ("cuda-kernels", "cmake", "native/include/emodna", "shared/goldens", "bin"):
            (self.root / folder).mkdir(parents=True)
        shutil.copy(ROOT / "CMakeLists.txt", self.root)
        shutil.copy(ROOT / "native/include/emodna/backend.h", self.root / "native/include/emodna")
        (self.root / "some.jar").touch()
        for name, text in (("mvn", MVN % " ".join(MODULES)), ("jlink", JLINK)):
            (self.root / "bin" / name).write_text(text)
            (self.root / "bin" / name).chmod(0o755)

    def pack(self):
        """Exit code, what is printed, and the list of sources in the kit."""
        environment = {**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}"}
        environment.pop("JAVA_HOME", None)
        environment["GIT_CEILING_DIRECTORIES"] = str(self.root.parent)
        command = [self.root / "scripts/gpu-kit", "--shared", "shared"]
        done = subprocess.run(command, env=environment, cwd=self.root, capture_output=True, text=True, timeout=60)
        sources = ""
        if done.returncode == 0:
            with tarfile.open(self.root / "build/gpu-kit.tar.xz") as kit:
                sources = kit.extractfile("gpu-kit/sources.sha256").read().decode()
        return done.returncode, done.stdout + done.stderr, sources

    def test_without_git_the_kit_has_no_list_of_sources(self):
        code, printed, sources = self.pack()
        self.assertEqual((0, ""), (code, sources), printed)
        self.assertIn("there is no git here: the kit has no list of sources", printed)
        self.assertIn("build/gpu-kit.tar.xz: 0 MiB", printed)

    def test_with_git_it_lists_what_is_tracked(self):
        for words in (["init", "-q"], ["add", "CMakeLists.txt"]):
            subprocess.run(["git", *words], cwd=self.root, check=True)
        code, printed, sources = self.pack()
        self.assertEqual(0, code, printed)
        self.assertEqual(["CMakeLists.txt"], [line.split()[1] for line in sources.splitlines()])
        self.assertNotIn("no git here", printed)


if __name__ == "__main__":
    unittest.main()
