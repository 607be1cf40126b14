#!/usr/bin/env python3
"""The Spark job beside one process, on the same posts: whether they agree, how long each takes, and how much memory.

    compare.py POSTS.jsonl --binary target/release/reading-list [--cores 2]

Memory is the most that was seen in use at one time (proportional set size, Linux only), by program.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

JOB = Path(__file__).with_name("reading_list_spark.py")


def in_use(session: int) -> dict[str, float]:
    """Megabytes that the processes of a session hold, by program."""
    held: dict[str, float] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (process / "stat").read_text().partition("(")[2].rpartition(")")
            if int(rest.split()[3]) != session:
                continue
            rollup = (process / "smaps_rollup").read_text()
        except (OSError, ValueError, IndexError):
            continue
        kilobytes = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        held[name] = held.get(name, 0) + kilobytes / 1000
    return held


def measured(command: str, environment: dict[str, str]) -> tuple[bytes, float, dict[str, float]]:
    """What a command prints, its seconds, and the most memory of each program."""
    begun, most = time.monotonic(), dict[str, float]()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(
            command, shell=True, stdout=out, env=dict(os.environ, **environment), start_new_session=True
        )
        while child.poll() is None:
            for name, held in in_use(child.pid).items():
                most[name] = max(most.get(name, 0), held)
            time.sleep(0.1)
        seconds = time.monotonic() - begun
        out.seek(0)
        if child.returncode != 0:
            sys.exit(f"error: {command} ended with status {child.returncode}")
        return out.read(), seconds, most


def main() -> None:
    """Runs both and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("posts")
    parser.add_argument("--binary", default="reading-list")
    parser.add_argument("--cores", type=int, default=2)
    args = parser.parse_args()
    posts = sum(1 for _ in open(args.posts, "rb"))
    megabytes = os.path.getsize(args.posts) / 1e6
    print(f"{posts:,} posts, {megabytes:.0f} MB")
    detect = f"{args.binary} detect --format jsonl --input jsonl {args.posts}"
    rank = f"{args.binary} rank --format json --top 1000000"
    spark = {
        "PYSPARK_SUBMIT_ARGS": f"--master local[{args.cores}] --conf spark.ui.enabled=false pyspark-shell",
        "PYSPARK_PYTHON": sys.executable,
    }
    told: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        job = f"{sys.executable} {JOB} --binary {args.binary} --top 1000000"
        runs = {
            "one process, one core": f"{detect} --jobs 1 | {rank}",
            f"one process, {args.cores} cores": f"{detect} --jobs {args.cores} | {rank}",
            "Spark, one post": f"head -1 {args.posts} > {folder}/one && {job} {folder}/one {folder}/started",
            f"Spark, {args.cores} cores": f"{job} {args.posts} {folder}/out",
        }
        for name, command in runs.items():
            told[name], seconds, most = measured(command, spark)
            held = ", ".join(f"{program} {most[program]:.0f}" for program in sorted(most) if most[program] >= 1)
            rate = f"{posts / seconds:>10,.0f} posts/s{megabytes / seconds:>7.1f} MB/s"
            print(f"{name:<24}{seconds:>8.1f} s{rate}   MB: {held}")
    rankings = [told[name] for name in runs if name != "Spark, one post"]
    works = len(json.loads(rankings[0]))
    print(f"{works:,} works; " + ("all agree" if len(set(rankings)) == 1 else "they do NOT agree"))


if __name__ == "__main__":
    main()
