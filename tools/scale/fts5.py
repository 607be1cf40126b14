"""The peer of the import: SQLite's FTS5 over the titles of the same dumps.

`fts5.py import DATABASE DUMP.gz...` reads every line, and indexes a row for each work and each edition: its key and title. It joins
nothing, keeps no people, no ISBNs and no other fields. `fts5.py ask DATABASE` reads titles from standard input, a line each, and
prints for each the milliseconds that its ten best rows took.
"""

import gzip
import json
import sqlite3
import sys
import time


def rows(paths: list[str]):
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                kind, key, _, _, record = line.split("\t", 4)
                if kind in ("/type/work", "/type/edition"):
                    yield key, json.loads(record).get("title")


def make(database: str, paths: list[str]) -> None:
    base = sqlite3.connect(database)
    base.execute("PRAGMA journal_mode = OFF")
    base.execute("PRAGMA synchronous = OFF")
    base.execute("CREATE VIRTUAL TABLE book USING fts5(key UNINDEXED, title)")
    base.executemany("INSERT INTO book VALUES (?, ?)", rows(paths))
    base.commit()


def ask(database: str) -> None:
    base = sqlite3.connect(database)
    query = "SELECT key, title FROM book WHERE book MATCH ? ORDER BY rank LIMIT 10"
    for line in sys.stdin:
        words = " ".join('"' + word.replace('"', "") + '"' for word in line.split())
        begun = time.perf_counter()
        base.execute(query, (words,)).fetchall()
        print((time.perf_counter() - begun) * 1e3)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["import", database, *paths]:
            make(database, paths)
        case ["ask", database]:
            ask(database)
        case _:
            sys.exit(__doc__)
