#!/usr/bin/env python3
"""Which works do the posts of many machines cite most?

Every partition is piped through `reading-list detect` and `reading-list rank --format counts`; Spark adds up what the
partitions counted, and `rank` says in the end what is one work and in which order. What a book is, is decided by the
program alone: here is only what moves lines about. The program and the generation of its catalog are the driver's on all
machines, so that all answer alike. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, Any

import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark import SparkFiles
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

PINNED = "READING_LIST_CATALOG_GENERATION"
# A line of `rank --format counts`: the key of a work, and what was counted of it.
COUNT_LINE = (
    "title string, family string, whole string, texts bigint, mentions bigint, titles map<string, bigint>, "
    "authors map<string, bigint>, examples array<struct<source: string, text: string>>, months map<string, bigint>"
)
PART = "line string, posts bigint, skipped bigint, notes array<string>"
PART_ARROW = pa.schema(
    [("line", pa.string()), ("posts", pa.int64()), ("skipped", pa.int64()), ("notes", pa.list_(pa.string()))]
)
RANKED = (
    "rank bigint, title string, author string, texts bigint, mentions bigint, "
    "examples array<struct<source: string, text: string>>"
)
# All of it adds up in any order. As many examples are kept as `rank` keeps, the first by name.
ADDED_UP = """
SELECT title, family, whole, sum(texts) AS texts, sum(mentions) AS mentions,
       reduce(collect_list(titles), CAST(map() AS map<string, bigint>), (so_far, part) ->
              map_zip_with(so_far, part, (name, a, b) -> coalesce(a, 0L) + coalesce(b, 0L))) AS titles,
       reduce(collect_list(authors), CAST(map() AS map<string, bigint>), (so_far, part) ->
              map_zip_with(so_far, part, (name, a, b) -> coalesce(a, 0L) + coalesce(b, 0L))) AS authors,
       reduce(collect_list(months), CAST(map() AS map<string, bigint>), (so_far, part) ->
              map_zip_with(so_far, part, (name, a, b) -> coalesce(a, 0L) + coalesce(b, 0L))) AS months,
       slice(array_sort(array_distinct(flatten(collect_list(examples)))), 1, 3) AS examples
FROM counted GROUP BY title, family, whole
"""
# So many lines are handed to Spark at a time, and so many notes on what is skipped.
BATCH = 10_000
NOTES = 3
# Before what a person is to read of an error that Spark wraps into its own.
WORDS = "reading-list says: "


class Failed(Exception):
    """The program could not do it."""


@dataclass(frozen=True)
class Program:
    """How the program is run, the same on all machines."""

    name: str
    data_folder: str | None
    generation: str | None

    def environment(self) -> dict[str, str]:
        """The environment of the program: nobody on the network is asked, and the generation is pinned."""
        environment = dict(os.environ, READING_LIST_OFFLINE="1")
        if self.data_folder is not None:
            environment["XDG_DATA_HOME"] = self.data_folder
        if self.generation is not None:
            environment[PINNED] = self.generation
        return environment

    def generation_here(self, path: str) -> str | None:
        """The generation of the local catalog that the program at `path` asks on this machine."""
        command = [path, "catalog", "status", "--format", "json"]
        told = subprocess.run(command, env=self.environment(), capture_output=True, check=False)
        if told.returncode != 0:
            words = told.stderr.decode(errors="replace").strip()
            raise Failed(WORDS + (words or f"{path} ended with status {told.returncode}"))
        local = (catalog for catalog in json.loads(told.stdout) if catalog["name"] == "local")
        return next((catalog.get("generation") for catalog in local), None)

    def must_answer_alike(self, path: str) -> None:
        """Fails where this machine has another catalog than the driver."""
        here = self.generation_here(path)
        if here != self.generation:
            raise Failed(f"{WORDS}a worker has generation {here} of the local catalog, and the driver {self.generation}")


@dataclass(frozen=True)
class Partition:
    """What is done with the lines of a partition."""

    program: Program
    detect: list[str]
    rank: list[str]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yields the counted works, a line each, and then a row on how many posts there were."""
        path = SparkFiles.get(self.program.name)
        self.program.must_answer_alike(path)
        with tempfile.TemporaryFile() as counts, tempfile.TemporaryFile() as talk:
            posts = self.pipe(path, batches, counts, talk)
            counts.seek(0)
            while lines := [line.decode() for line in islice(counts, BATCH)]:
                yield rows({"line": lines}, len(lines))
            skipped, notes = skipped_lines(talk)
            yield rows({"posts": [posts], "skipped": [skipped], "notes": [notes]}, 1)

    def pipe(self, path: str, batches: Iterable[pa.RecordBatch], counts: IO[bytes], talk: IO[bytes]) -> int:
        """Sends the lines through the program into `counts`; how many there were.

        What the programs say goes to files, so that none ever waits for somebody who reads it, and this waits only for them.
        """
        environment = self.program.environment()
        with tempfile.TemporaryFile() as rank_talk:
            run: list[subprocess.Popen[bytes]] = []
            try:
                detect = subprocess.Popen(
                    [path, *self.detect],
                    bufsize=1 << 20,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=talk,
                    env=environment,
                )
                run.append(detect)
                rank = subprocess.Popen(
                    [path, *self.rank], stdin=detect.stdout, stdout=counts, stderr=rank_talk, env=environment
                )
                run.append(rank)
                assert detect.stdin is not None and detect.stdout is not None
                detect.stdout.close()
                posts = feed(detect.stdin, batches)
                must_have_done("detect", detect.wait(), talk)
                must_have_done("rank", rank.wait(), rank_talk)
                return posts
            finally:
                for child in run:
                    child.kill()
                    child.wait()


def rows(columns: dict[str, list[Any]], count: int) -> pa.RecordBatch:
    """So many rows of a part, empty where nothing is said of a column."""
    nothing: list[Any] = [None] * count
    return pa.RecordBatch.from_pydict({name: columns.get(name, nothing) for name in PART_ARROW.names}, schema=PART_ARROW)


def feed(pipe: IO[bytes], batches: Iterable[pa.RecordBatch]) -> int:
    """Writes each row as a line; how many. Where nobody reads any more, why shows in that program's status."""
    posts = 0
    try:
        with pipe:
            for batch in batches:
                pipe.writelines(line + b"\n" for line in batch.column(0).to_pylist())
                posts += batch.num_rows
    except BrokenPipeError:
        pass
    return posts


# How the program begins an error, and names the place of a line that it passes over.
ERROR = b"error: "
PLACE = b"  --> <stdin>:"


def must_have_done(command: str, status: int, talk: IO[bytes]) -> None:
    """Fails with the program's words, unless it did all, or passed over some lines or all of them and had no other error."""
    skipped, _ = skipped_lines(talk)
    talk.seek(0)
    errors = sum(line.startswith(ERROR) for line in talk)
    if status in (0, 1, 2) and errors == skipped and (status < 2 or skipped > 0):
        return
    talk.seek(max(0, talk.seek(0, os.SEEK_END) - 2000))
    words = talk.read().decode(errors="replace").strip()
    how = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    raise Failed(f"{WORDS}`{command}` {how}{': ' if words else ''}{words}")


def skipped_lines(talk: IO[bytes]) -> tuple[int, list[str]]:
    """How many lines `detect` passed over, and what it said of the first."""
    talk.seek(0)
    notes: list[str] = []
    skipped, last = 0, b""
    for line in talk:
        if line.startswith(PLACE):
            skipped += 1
            if len(notes) < NOTES:
                notes.append(last.partition(b" is skipped: ")[2].decode(errors="replace").strip())
        last = line
    return skipped, notes


def lines_of(spark: SparkSession, args: argparse.Namespace) -> DataFrame:
    """The posts, a line of JSON each, as bytes: what is no UTF-8 is the program's to refuse."""
    if args.input_format == "jsonl":
        lines = spark.read.text(args.input, lineSep="\n").where("trim(value) != ''")
    else:
        texts = [F.nullif(F.col(name), F.lit("")) for name in args.text_field or ["text"]]
        (name,) = args.id_field or ["id"]
        post = F.struct(F.col(name).cast("string").alias("id"), F.concat_ws("\n\n", *texts).alias("text"))
        lines = spark.read.parquet(*args.input).select(F.to_json(post).alias("value"))
    if args.partitions is not None:
        lines = lines.repartition(args.partitions)
    return lines.select(F.col("value").cast("binary"))


def detect_arguments(args: argparse.Namespace) -> list[str]:
    """A core does one partition. Of Parquet the fields are already named as the program names them."""
    arguments = ["detect", "--color=never", "--format=jsonl", "--input=jsonl", "--jobs=1"]
    if args.input_format == "jsonl":
        arguments += [f"--text-field={name}" for name in args.text_field]
        arguments += [f"--id-field={name}" for name in args.id_field]
    return arguments


def ranking(program: Program, binary: str, counts: DataFrame, args: argparse.Namespace) -> bytes:
    """The most cited works as `rank` prints them in JSON; the counts pass through the driver a partition at a time."""
    command = [binary, "rank", "--color=never", "--format=json", f"--top={args.top}", f"--min-texts={args.min_texts}"]
    lines = counts.select(F.to_json(F.struct("*")).alias("line"))
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as talk:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=out, stderr=talk, env=program.environment()
        ) as rank:
            assert rank.stdin is not None
            try:
                with rank.stdin as pipe:
                    pipe.writelines(row.line.encode() + b"\n" for row in lines.toLocalIterator())
            except BrokenPipeError:
                pass
        must_have_done("rank", rank.returncode, talk)
        out.seek(0)
        return out.read()


def tell(line: str) -> None:
    """Talk goes to standard error; standard output has the ranking."""
    print(line, file=sys.stderr)


def pinned(binary: str, data_folder: str | None) -> Program:
    """The program with the generation that the driver asks."""
    program = Program(os.path.basename(binary), data_folder, None)
    return replace(program, generation=program.generation_here(binary))


def job(spark: SparkSession, program: Program, binary: str, args: argparse.Namespace) -> int:
    """Reads, counts, adds up, ranks; the exit status."""
    spark.sparkContext.addFile(binary)
    rank = ["rank", "--color=never", "--format=counts", f"--min-confidence={args.min_confidence}"]
    partition = Partition(program, detect_arguments(args), rank)
    parts = lines_of(spark, args).mapInArrow(partition, PART)
    counted = F.from_json("line", COUNT_LINE, {"mode": "FAILFAST"}).alias("counted")
    # Written, so that nothing is detected twice: what follows reads it more than once.
    parts.select(counted, "posts", "skipped", "notes").write.parquet(f"{args.output}/parts")
    parts = spark.read.parquet(f"{args.output}/parts")
    parts.where("counted IS NOT NULL").select("counted.*").createOrReplaceTempView("counted")
    spark.sql(ADDED_UP).write.parquet(f"{args.output}/counts")
    ranked = ranking(program, binary, spark.read.parquet(f"{args.output}/counts"), args)
    works: list[dict[str, Any]] = json.loads(ranked)
    spark.createDataFrame(works, RANKED).coalesce(1).write.parquet(f"{args.output}/ranking")
    sys.stdout.buffer.write(ranked)
    return tell_of(parts, program)


def tell_of(parts: DataFrame, program: Program) -> int:
    """What was read and what was passed over; the exit status, as the program's own."""
    ends = parts.where("posts IS NOT NULL")
    total = ends.selectExpr("sum(posts) AS posts", "sum(skipped) AS skipped", "count(*) AS parts").first()
    lines, skipped, partitions = (total.posts or 0, total.skipped or 0, total.parts) if total else (0, 0, 0)
    for row in ends.where("skipped > 0").limit(NOTES).collect():
        for note in row.notes:
            tell(f"warning: a line is skipped: {note}")
    tell(f"  read       {lines - skipped:,} posts in {partitions} partitions")
    tell(f"  catalog    {'generation ' + program.generation if program.generation else 'none on this disk'}")
    if skipped > 0:
        tell(f"note: {skipped:,} of {lines:,} lines skipped")
    return 1 if skipped > 0 else 0


def parsed() -> argparse.Namespace:
    """What the user says."""
    parser = argparse.ArgumentParser(description="Rank the works that posts cite, with Spark.")
    parser.add_argument("input", nargs="+", help="JSON Lines (also .gz) or Parquet: files, folders, patterns")
    parser.add_argument("output", help="a folder that is not there yet: gets counts, ranking and parts")
    parser.add_argument("--binary", default="reading-list", help="the program; it is sent to all workers")
    parser.add_argument("--input-format", choices=["jsonl", "parquet"], help="else by the ending .parquet")
    parser.add_argument("--text-field", action="append", default=[], metavar="NAME", help="else `text`; several are joined")
    parser.add_argument("--id-field", nargs=1, default=[], metavar="NAME", help="what names a post; else `id`")
    parser.add_argument("--data-folder", type=os.path.abspath, metavar="DIR", help="has reading-list/catalog, on every worker")
    parser.add_argument("--partitions", type=int, metavar="N", help="deal the posts out anew, into so many partitions")
    parser.add_argument("--top", type=int, default=50, metavar="N", help="how many works to list")
    parser.add_argument("--min-texts", type=int, default=1, metavar="N", help="leave out what fewer texts cite")
    parser.add_argument("--min-confidence", type=int, default=50, metavar="N", help="count what is so sure, in per cent")
    args = parser.parse_args()
    if args.input_format is None:
        args.input_format = "parquet" if args.input[0].rstrip("/").endswith(".parquet") else "jsonl"
    return args


def words_of(error: Exception) -> str:
    """The program's words in an error that Spark has wrapped, else Spark's without the places in its own code."""
    _, found, words = str(error).rpartition(WORDS)
    if found:
        return words.split("\n\n")[0].strip()
    words = words.split("\n\tat ")[0].strip()
    return f"{words}\nhint: name a folder that is not there yet" if "PATH_ALREADY_EXISTS" in words else words


def main() -> int:
    """Runs the job and says what went wrong."""
    args = parsed()
    binary = shutil.which(args.binary)
    if binary is None:
        tell(f"error: there is no program `{args.binary}`; name it with --binary")
        return 2
    try:
        program = pinned(os.path.abspath(binary), args.data_folder)
        with SparkSession.builder.appName("reading-list").getOrCreate() as spark:
            return job(spark, program, os.path.abspath(binary), args)
    except (Failed, PySparkException, Py4JError) as error:
        tell(f"error: {words_of(error)}")
        return 2


if __name__ == "__main__":
    sys.exit(main())
