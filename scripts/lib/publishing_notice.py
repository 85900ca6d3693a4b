"""NOTICE beside the SBOM of all modules: the same libraries, in the same versions, under the same licences."""
import json, pathlib, re

# How NOTICE names the licences that SBOMs name by SPDX's identifiers.
NAMES = {"Apache-2.0": "Apache License 2.0", "MIT": "MIT License", "BSD-3-Clause": "BSD 3-Clause License", "BSD-2-Clause": "BSD 2-Clause",
         "LGPL-3.0-or-later": "LGPL version 3 or later", "MPL-2.0": "Mozilla Public License 2.0", "EPL-2.0": "Eclipse Public License 2.0",
         "BSD-3-Clause-Clear": "BSD 3-Clause Clear", "Zlib": "zlib License"}
COORDINATES = re.compile(r"\b([a-z][a-z0-9.]+):([A-Za-z0-9._-]+):([0-9][0-9A-Za-z.-]*[0-9A-Za-z])\b")


def sections(notice):
    """Coordinates to the text of NOTICE's sections that name them."""
    found = {}
    for section in re.split(r"\n\s*\n", notice):
        for coordinates in COORDINATES.findall(section):
            found[coordinates] = found.get(coordinates, "") + "\n" + " ".join(section.split())
    return found


def licences(component):
    """The identifiers or names of a component's licences; of several, one may be chosen."""
    for choice in component.get("licenses", []):
        if "expression" in choice:
            yield from re.split(r" OR ", choice["expression"])
        else:
            yield choice["license"].get("id") or choice["license"].get("name")


def components(staging):
    """Every foreign library in an SBOM: coordinates to its component; and the names of what is linked into native ones."""
    found, linked = {}, set()
    # Spark's own versions, which emodna-spark takes over: NOTICE has the library once.
    of_spark = set(), set()
    for file in sorted(pathlib.Path(staging).rglob("*-cyclonedx.json")):
        for component in json.loads(file.read_text("utf-8")).get("components", []):
            if component.get("group") != "org.emodna":
                library = component.get("group", ""), component["name"], component.get("version", "")
                found[library] = component
                of_spark[not file.name.startswith(("emodna-spark-", "emodna-parent-"))].add(library)
                linked.update(part["name"] for part in component.get("components", []))
    names = {(group, name) for group, name, _ in of_spark[True]}
    for library in of_spark[False] - of_spark[True]:
        if library[:2] in names:
            del found[library]
    return found, linked


def licence_list(staging):
    """A line for each foreign library: coordinates and licences, as the build has them."""
    used, _ = components(staging)
    return "".join(f"{':'.join(library)}\t{', '.join(licences(used[library]))}\n" for library in sorted(used))


def check_licences(staging, root):
    problems = []
    notice = (pathlib.Path(root) / "NOTICE").read_text("utf-8")
    named, (used, linked) = sections(notice), components(staging)
    if not used:
        return ["no SBOM names any library"]
    problems += [f"NOTICE does not name {':'.join(library)}, which an SBOM does" for library in sorted(used.keys() - named.keys())]
    problems += [f"NOTICE names {':'.join(library)}, but no SBOM does" for library in sorted(named.keys() - used.keys())]
    for library in sorted(used.keys() & named.keys()):
        stated = [licence for licence in licences(used[library]) if licence]
        if not any(NAMES.get(licence, licence) in named[library] for licence in stated):
            problems.append(f"the SBOM has {':'.join(library)} under {', '.join(stated) or 'no licence'}, NOTICE has: {named[library].strip()[:200]}")
    if any(name == "ffmpeg" for _, name, _ in used) and not {"FFmpeg", "openssl", "libmp3lame"} <= linked:
        problems.append("the SBOM does not say what is linked into FFmpeg's libraries")
    return problems
