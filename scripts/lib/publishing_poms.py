"""Which modules are published, and whether their POMs have all that Maven Central asks for."""
import pathlib, xml.etree.ElementTree as xml

POM = {"m": "http://maven.apache.org/POM/4.0.0"}
# What Central's validator looks for, by the path below <project>.
REQUIRED = ("name", "description", "url", "licenses/license/name", "licenses/license/url", "developers/developer/name",
            "scm/connection", "scm/developerConnection", "scm/url")


def text(element, path):
    found = element.find("/".join(f"m:{name}" for name in path.split("/")), POM)
    return (found.text or "").strip() if found is not None else ""


def read(file):
    return xml.parse(file).getroot()


def published_modules(root):
    """Artifact names with their packaging, the parent's first; and the profiles that add some of them to the build. A module of a
    profile is published too, unless its POM says maven.deploy.skip."""
    root = pathlib.Path(root)
    parent = read(root / "pom.xml")
    modules, profiles = {text(parent, "artifactId"): "pom"}, []

    def add(folder):
        pom = read(root / folder / "pom.xml")
        if text(pom, "properties/maven.deploy.skip") == "true":
            return False
        modules[text(pom, "artifactId")] = text(pom, "packaging") or "jar"
        return True

    for module in parent.findall("m:modules/m:module", POM):
        add(module.text.strip())
    for profile in parent.findall("m:profiles/m:profile", POM):
        if any([add(module.text.strip()) for module in profile.findall("m:modules/m:module", POM)]):
            profiles.append(text(profile, "id"))
    return modules, profiles


def release_profiles(root):
    """The profiles that a whole release is made with: what Central asks for, modules of profiles, and the natives for 64-bit ARM."""
    return ["release", *published_modules(root)[1], "arm64"]


def listed_classifiers(bom):
    """The further jars that a bill of materials lists: pairs of artifact and classifier."""
    dependencies = read(bom).iterfind("m:dependencyManagement/m:dependencies/m:dependency", POM)
    return [(text(one, "artifactId"), text(one, "classifier")) for one in dependencies if text(one, "classifier")]


def interpolate(value, pom, parent):
    for source in (pom, parent):
        properties = source.find("m:properties", POM) if source is not None else None
        for entry in properties if properties is not None else ():
            if isinstance(entry.tag, str):
                value = value.replace("${%s}" % entry.tag.split("}")[1], (entry.text or "").strip())
    return value


def check_poms(staging, modules, final):
    """Problems of the POMs of these modules (names to packaging). Values are those of a POM or, where it has that parent, of emodna-parent."""
    problems, addresses = [], set()
    files = sorted(pathlib.Path(staging).rglob("*.pom"))
    parents = [read(file) for file in files if file.name.startswith("emodna-parent-")]
    if not parents:
        return ["the parent's POM was not deployed"]
    for file in files:
        pom = read(file)
        inherits = pom.find("m:parent", POM) is not None
        for path in REQUIRED:
            value = text(pom, path) or (text(parents[0], path) if inherits else "")
            value = interpolate(value, pom, parents[0] if inherits else None)
            if not value or "${" in value:
                problems.append(f"{file.name} has no {path}" + (f" but '{value}'" if value else ""))
            if path == "url":
                addresses.add(value)
        if text(pom, "artifactId") == "emodna-bom":
            listed = {text(dependency, "artifactId") for dependency in pom.iterfind("m:dependencyManagement/m:dependencies/m:dependency", POM)}
            problems += [f"{file.name} does not list {name}" for name, packaging in modules.items() if packaging != "pom" and name not in listed]
        if text(pom, "version").endswith("-SNAPSHOT"):
            problems.append(f"{file.name} is a snapshot, which Central does not take")
    if len(addresses) > 1:
        problems.append(f"the POMs have different addresses: {', '.join(sorted(addresses))}: emodna.url must be the same in pom.xml and java/bom/pom.xml")
    if final and any("example.org" in address for address in addresses):
        problems.append("the POMs name example.org: set emodna.url in pom.xml and java/bom/pom.xml to the project's address")
    return problems
