#!/usr/bin/env python3
"""What books imported into the local catalog do to detection.

    cargo build --release
    python3 tools/imported.py ../shared/corpus ../shared/data/goodbooks-10k/books.csv

The files are imported into a catalog of its own; then the program reads every labelled text without it and with it, as a user's would,
and both are scored by the corpus's score.py. The weights compiled in have seen these texts, so only the difference counts.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

from quality import FOLDERS, ROOT, f1, load_scorer, percent, score_folder


def detected(corpus, folder, home, out):
    texts = sorted(str(path) for path in (corpus / folder).glob("*.txt"))
    command = [ROOT / "target/release/reading-list", "detect", "--quiet", "--format", "jsonl", *texts]
    with open(out, "w", encoding="utf-8") as lines:
        subprocess.run(command, check=True, stdout=lines, env=os.environ | {"XDG_DATA_HOME": home})


def main():
    corpus, *files = map(pathlib.Path, sys.argv[1:])
    scorer = load_scorer(corpus)
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        empty, full = str(scratch / "empty"), str(scratch / "full")
        command = [ROOT / "target/release/reading-list", "catalog", "import", *files]
        subprocess.run(command, check=True, env=os.environ | {"XDG_DATA_HOME": full})
        print("| texts | F1 | precision | recall | F1 with | precision with | recall with |\n|---|---|---|---|---|---|---|")
        for name in FOLDERS:
            cells = []
            for home in (empty, full):
                detected(corpus, name, home, scratch / "found.jsonl")
                documents = list(score_folder(scorer, corpus / name, scratch / "found.jsonl").values())
                total = lambda key: sum(document[key] for document in documents)
                right = total("books_matched")
                cells += [f"{f1(documents):.1f}", percent(right, total("books_predicted")), percent(right, total("books_gold"))]
            print(f"| `{name}` | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
