#!/usr/bin/env python3
"""How long 10,000 entries take to render and to convert, beside the programs that users have.

    cargo build --release && cargo bench --bench rendering --no-run
    python3 tools/formats.py            # what is not installed is left out

Each pair of commands is run in turn, so that a machine that slows down slows both. Printed are the median wall seconds
of both, their ratio (theirs / ours), and the most memory that ours had in use. `READING_LIST_NPM` names a folder of npm with
@citation-js/core, plugin-bibtex and plugin-csl; pandoc is given its style from there, because it has Chicago only.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = ROOT / "target/release/reading-list"
ENTRIES = "10000"
RUNS = 5
NPM = os.environ.get("READING_LIST_NPM", "")
CITATION_JS = """
const fs = require("fs"); const { Cite } = require("@citation-js/core");
require("@citation-js/plugin-bibtex"); require("@citation-js/plugin-csl");
const [from, to] = process.argv.slice(1); const cite = new Cite(fs.readFileSync(from, "utf8"));
process.stdout.write(cite.format(to, to === "data" ? { format: "text" } : {}));
"""


def wall(command, folder):
    start = time.monotonic()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - start


def pair(name, ours, theirs, folder, runs=RUNS):
    a, b = [], []
    for _ in range(runs):
        a.append(wall(ours, folder))
        b.append(wall(theirs, folder))
    ratio = statistics.median(y / x for x, y in zip(a, b))
    print(f"{name:<44} {statistics.median(a):7.2f} {statistics.median(b):8.2f} {ratio:7.2f}")


def peak(command, folder):
    script = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);" \
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    return subprocess.run([sys.executable, "-c", script, *command], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def bench():
    built = [p for p in (ROOT / "target/release/deps").glob("rendering-*") if p.suffix == ""]
    return max(built, key=lambda p: p.stat().st_mtime)


def export(source, *options):
    return [OURS, "export", "--quiet", "--from", source, *options]


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for form, name in [("csl-json", "b.json"), ("biblatex", "b.bib"), ("hayagriva", "b.yml")]:
            subprocess.run([bench(), ENTRIES, form, folder / name], check=True, stdout=subprocess.DEVNULL)
        items = json.loads((folder / "b.json").read_text())
        (folder / "less.json").write_text(json.dumps(items[: len(items) // 10]))
        (folder / "all.md").write_text("---\nnocite: '@*'\n---\n")
        print(f"{ENTRIES} entries, seconds{'':<28} ours   theirs   ratio")
        styled = {"apa": "apa", "chicago": "chicago-author-date"}
        rendered = {name: export("b.json", "--format", "markdown", "--style", style) for name, style in styled.items()}
        if shutil.which("pandoc"):
            cite = ["pandoc", "--citeproc", "--bibliography", "b.json", "--to", "plain", "all.md"]
            pair("chicago, pandoc", rendered["chicago"], cite, folder)
            if NPM:
                styles = json.loads((pathlib.Path(NPM) / "node_modules/@citation-js/plugin-csl/lib/styles.json").read_text())
                (folder / "apa.csl").write_text(styles["apa"])
                pair("apa, pandoc", rendered["apa"], [*cite, "--csl", "apa.csl"], folder)
        if shutil.which("hayagriva"):
            for name, style in styled.items():
                theirs = ["hayagriva", "-n", "b.yml", "reference", "--style", style]
                pair(f"{name}, hayagriva", rendered[name], theirs, folder, runs=3)
        if NPM and shutil.which("node"):
            node = ["node", "-e", CITATION_JS, "--"]
            os.environ["NODE_PATH"] = str(pathlib.Path(NPM) / "node_modules")
            pair(".json to .bib, citation-js", export("b.json", "--format", "biblatex"), [*node, "b.json", "biblatex"], folder)
            pair(".bib to .json, citation-js", export("b.bib", "--format", "csl-json"), [*node, "b.bib", "data"], folder)
        for name, style in styled.items():
            less = export("less.json", "--format", "markdown", "--style", style)
            pair(f"{name}, a tenth of the entries (ratio < 0.1: more than linear)", rendered[name], less, folder)
            print(f"{name}: at most {peak(rendered[name], folder)} MiB")


if __name__ == "__main__":
    main()
