#!/usr/bin/env python3
"""What scripts/check-publishing finds in staging folders that were made up: whole ones, and what is missing, altered or added.

    python3 -m unittest discover -s scripts/tests -p '*_test.py'
"""

import hashlib
import json
import re
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS / "lib"))

from publishing_files import CHECKSUMS, check_files, check_jar, compare, needed_glibc  # noqa: E402
from publishing_notice import check_licences  # noqa: E402
from publishing_poms import check_poms, published_modules, release_profiles  # noqa: E402

MODULES = {"emodna-parent": "pom", "emodna-bom": "pom", "emodna-one": "jar"}
INHERITED = """<name>One</name><description>What it is.</description><url>${emodna.url}</url>
<licenses><license><name>Apache-2.0</name><url>https://www.apache.org/licenses/LICENSE-2.0.txt</url></license></licenses>
<developers><developer><name>Authors</name></developer></developers>
<scm><connection>scm:git:${emodna.url}.git</connection><developerConnection>scm:git:${emodna.url}.git</developerConnection><url>${emodna.url}</url></scm>
<properties><emodna.url>https://emodna.test</emodna.url></properties>"""
LISTED = """<dependencyManagement><dependencies><dependency><artifactId>emodna-one</artifactId></dependency>
<dependency><artifactId>emodna-one</artifactId><classifier>arm</classifier></dependency></dependencies></dependencyManagement>"""
LIBRARY = {"group": "com.example", "name": "lib", "version": "1.0", "licenses": [{"license": {"id": "MIT"}}]}
NOTICE = "Ours\n\nlib\n  com.example:lib:1.0\n  MIT License (MIT.txt)\n"


def pom(artifact, body, packaging="jar"):
    return f'<project xmlns="http://maven.apache.org/POM/4.0.0"><artifactId>{artifact}</artifactId><version>1</version><packaging>{packaging}</packaging>{body}</project>'


class PublishingTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = Path(temporary.name) / "root"
        self.staging = self.release("staging")
        (self.root / "java/one").mkdir(parents=True)
        (self.root / "NOTICE").write_text(NOTICE)

    def release(self, name):
        staging = self.root.parent / name
        self.put(staging, "emodna-parent", "1.pom", pom("emodna-parent", INHERITED, "pom"))
        self.put(staging, "emodna-parent", "1-cyclonedx.json", json.dumps({"components": [LIBRARY]}))
        self.put(staging, "emodna-bom", "1.pom", pom("emodna-bom", INHERITED + LISTED, "pom"))
        self.put(staging, "emodna-one", "1.pom", pom("emodna-one", "<parent><artifactId>emodna-parent</artifactId></parent><name>One</name>"))
        self.put(staging, "emodna-one", "1-cyclonedx.json", json.dumps({"components": [{"group": "org.emodna", "name": "emodna-base", "version": "1"}]}))
        self.jar(staging, "1.jar", "META-INF/LICENSE", "META-INF/NOTICE", "One.class")
        self.jar(staging, "1-arm.jar", "META-INF/LICENSE", "META-INF/NOTICE", "libone.so")
        self.jar(staging, "1-sources.jar", "One.java")
        self.jar(staging, "1-javadoc.jar", "index.html")
        return staging

    def put(self, staging, artifact, suffix, content):
        file = staging / "org/emodna" / artifact / "1" / f"{artifact}-{suffix}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        for name in CHECKSUMS:
            file.with_name(f"{file.name}.{name}").write_text(hashlib.new(name, file.read_bytes()).hexdigest())
        file.with_name(f"{file.name}.asc").write_text("a signature")
        return file

    def jar(self, staging, suffix, *entries, content="content"):
        file = self.put(staging, "emodna-one", suffix, b"")
        with zipfile.ZipFile(file, "w") as jar:
            for entry in entries:
                jar.writestr(zipfile.ZipInfo(entry), content)
        return self.put(staging, "emodna-one", suffix, file.read_bytes())

    def files(self):
        return check_files(self.staging, MODULES)

    def test_a_whole_release_has_no_problem(self):
        self.assertEqual([], self.files())
        self.assertEqual([], check_poms(self.staging, MODULES, final=True))
        self.assertEqual([], check_licences(self.staging, self.root))
        self.assertEqual([], compare(self.staging, self.release("again")))

    def test_what_is_missing_is_named(self):
        folder = self.staging / "org/emodna/emodna-one/1"
        (folder / "emodna-one-1-sources.jar").unlink()
        (folder / "emodna-one-1.jar.sha256").unlink()
        self.jar(self.staging, "1-javadoc.jar", "readme")
        self.assertEqual(
            ["emodna-one-1-sources.jar is missing", "emodna-one-1-javadoc.jar has no index.html", "emodna-one-1.jar has no checksum .sha256"], self.files())

    def test_a_jar_that_the_bill_of_materials_lists_must_be_there(self):
        for file in (self.staging / "org/emodna/emodna-one/1").glob("emodna-one-1-arm.jar*"):
            file.unlink()
        self.assertEqual(["emodna-one-1-arm.jar is missing"], self.files())
        self.assertEqual([], check_files(self.staging, MODULES, without=["arm"]))

    def test_a_jar_of_natives_holds_both_libraries(self):
        jar = Path(self.root.parent, "emodna-kernels-1-linux-arm64.jar")
        folder = "org/emodna/kernels/bindings/linux-arm64"
        with zipfile.ZipFile(jar, "w") as content:
            for name in ("META-INF/LICENSE", "META-INF/NOTICE", f"{folder}/libemodna.so"):
                content.writestr(name, "content")
        self.assertEqual([f"{jar.name} has no {folder}/libjniNative.so"], check_jar(jar))
        with zipfile.ZipFile(jar, "a") as content:
            content.writestr(f"{folder}/libjniNative.so", "content")
        self.assertEqual([], check_jar(jar))

    def test_the_newest_glibc_that_natives_need_is_found(self):
        self.assertEqual(((0, 0), None), needed_glibc(self.staging))
        self.jar(self.staging, "1-arm.jar", "libone.so", content=b"\0GLIBC_2.9\0GLIBC_2.34\0GLIBC_2.4\0")
        self.assertEqual(((2, 34), "emodna-one-1-arm.jar"), needed_glibc(self.staging))

    def test_the_documented_release_is_the_one_that_is_checked(self):
        (documented,) = re.findall(r"^ *mvn -P(\S+) .*-DskipTests", (SCRIPTS.parent / "docs/publishing.md").read_text("utf-8"), re.M)
        self.assertEqual(release_profiles(SCRIPTS.parent), documented.split(","))

    def test_a_module_that_was_not_deployed_and_one_that_is_none_are_named(self):
        self.put(self.staging, "emodna-other", "1.pom", pom("emodna-other", INHERITED))
        problems = check_files(self.staging, {**MODULES, "emodna-two": "jar"})
        self.assertEqual(["emodna-other was deployed, but no module of the POM is called that", "emodna-two was deployed in 0 versions, not in one"], problems)

    def test_an_altered_file_does_not_have_its_checksums(self):
        (self.staging / "org/emodna/emodna-one/1/emodna-one-1.jar").write_bytes(
            (self.staging / "org/emodna/emodna-one/1/emodna-one-1.jar").read_bytes() + b"x")
        self.assertEqual([f"emodna-one-1.jar.{name} is not that of emodna-one-1.jar" for name in CHECKSUMS], self.files())

    def test_a_jar_without_licence_is_named(self):
        self.jar(self.staging, "1.jar", "META-INF/LICENSE")
        self.assertEqual(["emodna-one-1.jar has no META-INF/NOTICE"], self.files())

    def test_entries_that_differ_between_two_releases_are_named(self):
        again = self.release("again")
        self.jar(again, "1.jar", "META-INF/LICENSE", "META-INF/NOTICE", "One.class", content="other")
        (problem,) = compare(self.staging, again)
        self.assertIn("emodna-one-1.jar is not the same in both releases: META-INF/LICENSE, META-INF/NOTICE, One.class", problem)

    def test_poms_lack_a_field_or_have_no_true_address(self):
        self.put(self.staging, "emodna-bom", "1.pom", pom("emodna-bom", INHERITED.replace("https://emodna.test", "https://example.org/x").replace("<name>One</name>", ""), "pom"))
        problems = check_poms(self.staging, MODULES, final=True)
        self.assertEqual(4, len(problems), problems)
        self.assertIn("emodna-bom-1.pom has no name", problems[0])
        self.assertEqual("emodna-bom-1.pom does not list emodna-one", problems[1])
        self.assertIn("different addresses", problems[2])
        self.assertIn("example.org", problems[3])
        self.assertEqual(3, len(check_poms(self.staging, MODULES, final=False)))

    def test_notice_and_sbom_differ(self):
        other = {**LIBRARY, "name": "other", "licenses": [{"license": {"id": "EPL-2.0"}}]}
        self.put(self.staging, "emodna-parent", "1-cyclonedx.json", json.dumps({"components": [{**LIBRARY, "licenses": [{"license": {"id": "GPL-2.0"}}]}, other]}))
        problems = check_licences(self.staging, self.root)
        self.assertEqual("NOTICE does not name com.example:other:1.0, which an SBOM does", problems[0])
        self.assertIn("the SBOM has com.example:lib:1.0 under GPL-2.0", problems[1])

    def test_modules_of_profiles_are_published_unless_they_say_otherwise(self):
        for module, body in {"one": "", "two": "", "none": "<properties><maven.deploy.skip>true</maven.deploy.skip></properties>"}.items():
            (self.root / "java" / module).mkdir(exist_ok=True)
            (self.root / "java" / module / "pom.xml").write_text(pom(f"emodna-{module}", body))
        profiles = "".join(f"<profile><id>{name}</id><modules><module>java/{name}</module></modules></profile>" for name in ("two", "none"))
        (self.root / "pom.xml").write_text(pom("emodna-parent", f"<modules><module>java/one</module></modules><profiles>{profiles}</profiles>", "pom"))
        self.assertEqual(({"emodna-parent": "pom", "emodna-one": "jar", "emodna-two": "jar"}, ["two"]), published_modules(self.root))


if __name__ == "__main__":
    unittest.main()
