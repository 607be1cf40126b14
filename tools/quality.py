#!/usr/bin/env python3
"""Measures detection on the labelled texts, and writes the figures where they are told.

    cargo build --release --example train
    python3 tools/quality.py ../shared/corpus

Every text is detected by weights that saw neither it nor any text of its thread or repository (tools/train),
once with the starter catalog's titles and once without, and scored by the corpus's own score.py. The tables go into
data/detector.md and between the marks of README.md. The same corpus gives the same bytes.
"""
import importlib.util
import json
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ["hn", "blog", "answers", "threads", "posts"]
RESAMPLES = 2000


def load_scorer(corpus):
    spec = importlib.util.spec_from_file_location("score", corpus / "score.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def predict(corpus, folder, *options):
    binary = ROOT / "target/release/examples/train"
    subprocess.run([binary, corpus, "--predict", folder, "--no-write", *options], check=True, stderr=subprocess.DEVNULL)


def score_folder(scorer, gold_folder, predictions):
    docs = scorer.read_gold(gold_folder)
    with open(predictions, encoding="utf-8") as lines:
        found, _ = scorer.read_predictions(lines, docs)
    return {name: scorer.score_document(name, doc, found[name])[0] for name, doc in docs.items()}


def f1(documents, part="books"):
    right = {"books": "books_matched", "mentions": "mentions_exact"}[part]
    total = lambda key: sum(d[key] for d in documents)
    both = total(f"{part}_predicted") + total(f"{part}_gold")
    return 100 * 2 * total(right) / both if both else 0.0


def interval(documents):
    chance = random.Random(7)
    sample = sorted(f1(chance.choices(documents, k=len(documents))) for _ in range(RESAMPLES))
    return sample[int(0.025 * RESAMPLES)], sample[int(0.975 * RESAMPLES)]


def percent(a, b):
    return f"{100 * a / b:.1f}" if b else "–"


def row(folder, with_starter, without):
    documents = list(with_starter.values())
    total = lambda key: sum(d[key] for d in documents)
    low, high = interval(documents)
    quiet = f"{1000 * total('empty_false_mentions') / total('empty_words'):.1f}" if total("empty_words") else "–"
    cells = [
        f"`{folder}`", str(len(documents)), str(total("books_gold")), f"**{f1(documents):.1f}**", f"{low:.0f}–{high:.0f}",
        percent(total("books_matched"), total("books_predicted")), percent(total("books_matched"), total("books_gold")),
        f"{f1(documents, 'mentions'):.1f}", percent(total("authors_cited_right"), total("authors_cited")), quiet,
        f"{f1(list(without.values())):.1f}",
    ]
    return "| " + " | ".join(cells) + " |"


HEAD = """| texts | documents | books | F1 | 95 % interval | precision | recall | mentions F1 | authors right | false mentions per 1,000 words where there is no book | F1 without known titles |
|---|---|---|---|---|---|---|---|---|---|---|"""


def reliability(scorer, corpus, folder):
    """Of what says so many per cent, how many are books?"""
    buckets = {}
    for name in FOLDERS:
        docs = scorer.read_gold(corpus / name)
        for line in open(folder / f"{name}.jsonl", encoding="utf-8"):
            record = json.loads(line)
            gold = docs[record["source"]]["books"]
            for book in record["books"]:
                right = any(scorer.title_agreement(form, book["title"]) for g in gold for form in g["forms"])
                bucket = buckets.setdefault(min(int(book["confidence"] * 100) // 10 * 10, 90), [0, 0, 0.0])
                bucket[0] += 1
                bucket[1] += right
                bucket[2] += book["confidence"]
    lines = ["| says | books | says on average | are books |", "|---|---|---|---|"]
    for low, (n, right, says) in sorted(buckets.items()):
        lines.append(f"| {low}–{low + 10} % | {n} | {100 * says / n:.0f} % | {100 * right / n:.0f} % |")
    return "\n".join(lines)


def by_threshold(scorer, corpus, scratch):
    """What moving the threshold does, over all folders."""
    lines = ["| threshold | mean F1 | mean precision | mean recall | false mentions where there is no book |", "|---|---|---|---|---|"]
    thresholds = ("0.3", "0.4", "0.5", "0.6")
    predict(corpus, scratch, "--threshold", ",".join(thresholds))
    for threshold in thresholds:
        folder = scratch / threshold
        scores = [list(score_folder(scorer, corpus / f, folder / f"{f}.jsonl").values()) for f in FOLDERS]
        total = lambda documents, key: sum(d[key] for d in documents)
        mean = lambda values: sum(values) / len(values)
        precision = mean([100 * total(d, "books_matched") / total(d, "books_predicted") for d in scores])
        recall = mean([100 * total(d, "books_matched") / total(d, "books_gold") for d in scores])
        quiet = sum(total(d, "empty_false_mentions") for d in scores)
        lines.append(f"| {threshold} | {mean([f1(d) for d in scores]):.1f} | {precision:.1f} | {recall:.1f} | {quiet} |")
    return "\n".join(lines)


def write_between(path, begin, end, text):
    before, rest = path.read_text(encoding="utf-8").split(begin, 1)
    after = rest.split(end, 1)[1]
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main():
    corpus = pathlib.Path(sys.argv[1]).resolve()
    scorer = load_scorer(corpus)
    with tempfile.TemporaryDirectory() as scratch:
        known, empty = pathlib.Path(scratch) / "known", pathlib.Path(scratch) / "empty"
        predict(corpus, known)
        predict(corpus, empty, "--empty")
        rows = [
            row(f, score_folder(scorer, corpus / f, known / f"{f}.jsonl"), score_folder(scorer, corpus / f, empty / f"{f}.jsonl"))
            for f in FOLDERS
        ]
        table = "\n".join([HEAD, *rows])
        write_between(ROOT / "README.md", "<!-- quality -->", "<!-- /quality -->", table)
        notes = ROOT / "data/detector.md"
        write_between(notes, "<!-- quality -->", "<!-- /quality -->", table)
        thresholds = by_threshold(scorer, corpus, pathlib.Path(scratch))
        write_between(notes, "<!-- thresholds -->", "<!-- /thresholds -->", thresholds)
        write_between(notes, "<!-- reliability -->", "<!-- /reliability -->", reliability(scorer, corpus, known))
    print(table)


if __name__ == "__main__":
    main()
