"""The files of a staging folder: which there must be, their checksums, their signatures, and how two of them differ."""
import concurrent.futures, hashlib, pathlib, re, subprocess, zipfile

from publishing_poms import listed_classifiers

CHECKSUMS = ("md5", "sha1", "sha256", "sha512")
COMPANIONS = tuple(f".{name}" for name in ("asc", *CHECKSUMS))


def artifacts(staging):
    """The files that are signed and have checksums: POMs, jars, SBOMs."""
    return sorted(file for file in pathlib.Path(staging).rglob("*") if file.is_file() and not file.name.startswith("maven-metadata") and not file.name.endswith(COMPANIONS))


def check_files(staging, modules, without=()):
    """Problems with the files of these modules (names to packaging): what is missing, what is too much, what a checksum says. The bill
    of materials says which further jars there must be, by classifier, but for those that could not be made here."""
    problems, staging = [], pathlib.Path(staging)
    further = [pair for bom in staging.rglob("emodna-bom-*.pom") for pair in listed_classifiers(bom) if pair[1] not in without]
    deployed = {file.parents[1].name for file in artifacts(staging)}
    problems += [f"{name} was deployed, but no module of the POM is called that" for name in sorted(deployed - modules.keys())]
    for name, packaging in modules.items():
        versions = {file.parent for file in artifacts(staging) if file.parents[1].name == name}
        if len(versions) != 1:
            problems.append(f"{name} was deployed in {len(versions)} versions, not in one")
            continue
        folder = versions.pop()
        base = f"{name}-{folder.name}"
        required = [f"{base}.pom"]
        if packaging != "pom":
            required += [f"{base}.jar", f"{base}-sources.jar", f"{base}-javadoc.jar"]
        required += [f"{base}-{classifier}.jar" for artifact, classifier in further if artifact == name]
        # A bill of materials uses nothing.
        if name != "emodna-bom":
            required.append(f"{base}-cyclonedx.json")
        problems += [f"{file} is missing" for file in required if not (folder / file).is_file()]
        problems += [f"{file.name} is none of {name} {folder.name}" for file in artifacts(folder) if not file.name.startswith(f"{base}.") and not file.name.startswith(f"{base}-")]
        for jar in folder.glob("*.jar"):
            problems += check_jar(jar)
    for file in artifacts(staging):
        problems += check_checksums(file)
    return problems


def check_jar(jar):
    with zipfile.ZipFile(jar) as content:
        names = content.namelist()
    if jar.name.endswith("-sources.jar"):
        return [] if any(name.endswith((".java", ".scala")) for name in names) else [f"{jar.name} holds no source"]
    if jar.name.endswith("-javadoc.jar"):
        return [] if "index.html" in names else [f"{jar.name} has no index.html"]
    required = ["META-INF/LICENSE", "META-INF/NOTICE"]
    # Of an interrupted build one of the two may lie there without the other.
    if platform := re.match(r"emodna-kernels-.*-(linux-[a-z0-9_]+)\.jar$", jar.name):
        required += [f"org/emodna/kernels/bindings/{platform[1]}/{library}" for library in ("libemodna.so", "libjniNative.so")]
    return [f"{jar.name} has no {name}" for name in required if name not in names]


def needed_glibc(staging):
    """The newest version of glibc, as a pair of numbers, that a native library in these jars names; and the jar that it is in."""
    newest = ((0, 0), None)
    for jar in sorted(pathlib.Path(staging).rglob("*.jar")):
        with zipfile.ZipFile(jar) as content:
            for name in content.namelist():
                if name.endswith(".so"):
                    for version in re.findall(rb"GLIBC_(\d+)\.(\d+)", content.read(name)):
                        newest = max(newest, (tuple(map(int, version)), jar.name), key=lambda one: one[0])
    return newest


def check_checksums(file):
    problems = []
    content = file.read_bytes()
    for name in CHECKSUMS:
        companion = file.with_name(f"{file.name}.{name}")
        if not companion.is_file():
            problems.append(f"{file.name} has no checksum .{name}")
        elif companion.read_text("ascii").split()[:1] != [hashlib.new(name, content).hexdigest()]:
            problems.append(f"{companion.name} is not that of {file.name}")
    return problems


def verify_signatures(staging, environment):
    """Problems with the signatures, checked by gpg with the keys of this environment."""

    def verify(file):
        signature = file.with_name(f"{file.name}.asc")
        if not signature.is_file():
            return f"{file.name} is not signed"
        result = subprocess.run(["gpg", "--batch", "--verify", str(signature), str(file)], env=environment, stdin=subprocess.DEVNULL, capture_output=True)
        return None if result.returncode == 0 else f"the signature of {file.name} is not good"

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [problem for problem in pool.map(verify, artifacts(staging)) if problem]


def compare(first, second, without=None):
    """What differs between two staging folders, by the names of files and, for jars, of entries; files whose names have `without` in them aside."""
    first, second = pathlib.Path(first), pathlib.Path(second)
    names = [
        {str(file.relative_to(folder)) for file in artifacts(folder) if not (without and without in file.name)} for folder in (first, second)
    ]
    problems = [f"only one of the two releases has {name}" for name in sorted(names[0] ^ names[1])]
    for name in sorted(names[0] & names[1]):
        if (first / name).read_bytes() != (second / name).read_bytes():
            problems.append(f"{name} is not the same in both releases{differing_entries(first / name, second / name)}")
    return problems


def differing_entries(first, second):
    if first.suffix != ".jar":
        return ""
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        mine, others = ({entry.filename: entry.CRC for entry in jar.infolist()} for jar in (one, other))
    entries = sorted(name for name in mine.keys() | others.keys() if mine.get(name) != others.get(name))
    return ": " + (", ".join(entries[:5]) + (f" and {len(entries) - 5} more" if len(entries) > 5 else "") or "the same entries, packed differently")
