"""Tables of scripts/cuda-timeline, as Markdown."""

from .timeline_files import measured_of
from .timeline_model import ASSUMPTIONS, LIMITS, estimate, floors, limit, product, schedule, short, signature

TYPICAL_REGISTERS = 64


class Timeline:
    """A step's nodes with what is estimated of each, and measured where times were given."""

    def __init__(self, nodes, registers, times=None):
        self.nodes, self.unknown = nodes, set()
        self.estimates = [estimate(node, self._registers(node, registers)) for node in nodes]
        self.floors = [floors(node) for node in nodes]
        self.measured = [measured_of(node, times) if times else None for node in nodes]
        self.ends = schedule(nodes, [e["seconds"] for e in self.estimates])

    def _registers(self, node, registers):
        if node["kind"] != "kernel":
            return 0
        name = signature(node["kernel"])
        if name not in registers:
            self.unknown.add(name)
        return registers.get(name, TYPICAL_REGISTERS)

    def total(self):
        return max(self.ends)


def us(seconds):
    return "" if seconds is None else f"{seconds * 1e6:.1f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def assumptions():
    rows = [[name.replace("_", " "), text, source] for name, (_, text, source) in ASSUMPTIONS.items()]
    return table(["assumption", "value", "source"], rows)


def by_operation(timeline):
    groups = {}
    for i, node in enumerate(timeline.nodes):
        groups.setdefault(node["operation"] or node["kind"], []).append(i)
    rows = []
    for operation, members in groups.items():
        seconds = sum(timeline.estimates[i]["seconds"] for i in members)
        rows.append(_row(timeline, members, operation, seconds))
    everything = range(len(timeline.nodes))
    rows.append(_row(timeline, everything, "**step, longest way**", timeline.total()))
    head = ["operation", "nodes", "estimate, us", "arithmetic, us", "memory, us", "waits for"]
    return table(head + ["measured, us"] * any(timeline.measured), rows)


def _waits(timeline, members):
    parts = {}
    for i in members:
        for what, seconds in timeline.estimates[i]["parts"].items():
            parts[what] = parts.get(what, 0) + seconds
    whole = sum(parts.values())
    largest = sorted(parts.items(), key=lambda part: -part[1])[:3]
    return ", ".join(f"{LIMITS[what]} {100 * seconds / whole:.0f} %" for what, seconds in largest if seconds > whole / 50)


def _row(timeline, members, name, seconds):
    row = [name, str(len(members)), us(seconds)]
    row += [us(sum(timeline.floors[i][which] for i in members)) for which in (0, 1)]
    row.append(_waits(timeline, members))
    if any(timeline.measured):
        seen = [timeline.measured[i] for i in members if timeline.measured[i] is not None]
        absent = sum(timeline.measured[i] is None for i in members)
        row.append(us(sum(seen)) + (f" ({absent} not measured)" if absent else "") if seen else "")
    return row


def by_node(timeline):
    rows = []
    for i, node in enumerate(timeline.nodes):
        e = timeline.estimates[i]
        kernel = node["kind"] == "kernel"
        row = [
            str(i),
            us(timeline.ends[i] - e["seconds"]),
            us(e["seconds"]),
            us(timeline.floors[i][0]),
            us(timeline.floors[i][1]),
            LIMITS[limit(e)],
            node["operation"],
            short(node["kernel"]) if kernel else node["kind"],
            f"{product(node['grid'])} x {product(node['block'])}" if kernel else "",
            f"{e['resident']}, {e['waves']:.2f}" if kernel else "",
        ]
        rows.append(row + [us(timeline.measured[i])] * any(timeline.measured))
    head = ["node", "begins, us", "estimate, us", "arithmetic, us", "memory, us", "waits for", "operation", "kernel"]
    head += ["blocks x threads", "resident, waves"]
    return table(head + ["measured, us"] * any(timeline.measured), rows)
