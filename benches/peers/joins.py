"""The lists as a join in DuckDB and in polars, beside `fenbo route` on the same file, in one run.

    joins.py FOLDER FENBO TSV DUTIES

FOLDER holds what `peers tables` wrote. Appends to TSV: duties, name, decisions a second with the rules alone and from
JSON Lines (medians; 0: not measured). Every answer is compared with the right one.
"""

import json
import os
import statistics
import subprocess
import sys
import time

os.environ.setdefault("POLARS_MAX_THREADS", "1")
import duckdb  # noqa: E402
import polars as pl  # noqa: E402

SAMPLES = 5
folder, fenbo, report, duties = sys.argv[1:5]
schema = json.load(open(os.path.join(folder, "schema.json")))
WORDS = range(schema["words"])


def path(name):
    return os.path.join(folder, name)


count = sum(1 for _ in open(path("complaints.jsonl")))
out = path("joined.jsonl")


def median(run):
    """Decisions a second."""
    spent = []
    for _ in range(SAMPLES):
        start = time.perf_counter()
        run()
        spent.append(time.perf_counter() - start)
    return count / statistics.median(spent)


def tell(name, alone, lines):
    print(f"{duties:>7} {name:<40} {alone:>12.0f} {lines:>12.0f}", file=sys.stderr, flush=True)
    with open(report, "a") as file:
        file.write(f"{duties}\t{name}\t{alone:.0f}\t{lines:.0f}\n")


def check(name, pairs):
    right = dict(line.rstrip("\n").split(",", 1) for line in open(path("answers.csv")))
    del right["id"]
    got = {key: unit or "" for key, unit in pairs}
    wrong = [(key, got.get(key), unit) for key, unit in right.items() if got.get(key) != unit]
    if wrong or len(got) != len(right):
        raise SystemExit(f"{name}: {len(wrong)} wrong of {len(right)}: {wrong[:3]}")


def check_lines(name, file):
    check(name, ((record["id"], record.get("unit")) for record in map(json.loads, open(file))))


def sql_bit(attribute):
    """The bit of a complaint's value, as an expression."""
    first = attribute["first"] % 63
    value = f"""facts."{attribute['name']}\""""
    default = 0 if attribute["default"] is None else 1 << (attribute["default"] % 63)
    if attribute["kind"] == "words":
        code = f"enum_code({value}::e{attribute['first']})::BIGINT"
        return f"coalesce(1::BIGINT << ({first} + {code}), {default})"
    quote = "'" if attribute["kind"] == "clock" else ""
    cases = " ".join(
        f"WHEN {value} < {quote}{cut}{quote} THEN {1 << (first + i)}::BIGINT"
        for i, cut in enumerate(attribute["cuts"])
    )
    last = 1 << (first + len(attribute["cuts"]))
    return f"CASE WHEN {value} IS NULL THEN {default}::BIGINT {cases} ELSE {last}::BIGINT END"


def duck():
    db = duckdb.connect()
    db.execute("SET threads = 1; SET preserve_insertion_order = false")

    def enum(name, words):
        quoted = ", ".join(f"'{word}'" for word in words)
        db.execute(f"CREATE TYPE {name} AS ENUM ({quoted})")

    enum("place", schema["places"])
    for a in schema["attributes"]:
        if a["kind"] == "words":
            enum(f"e{a['first']}", a["words"])
    refused = ", ".join(f"refused[{w + 1}] AS n{w}" for w in WORDS)
    db.execute(
        f"""CREATE TABLE rules AS SELECT matter, rank, answer, {refused}, area
        FROM read_json('{path("rules.jsonl")}', format='newline_delimited', columns={{matter: 'VARCHAR',
        rank: 'INTEGER', answer: 'INTEGER', refused: 'BIGINT[]', area: 'BIGINT[]'}})"""
    )
    db.execute(
        f"""CREATE TABLE units AS SELECT * FROM read_csv('{path("units.csv")}', header=true,
        columns={{answer: 'INTEGER', place: 'INTEGER', unit: 'VARCHAR'}})"""
    )
    fields = ", ".join(
        f"""\"{a['name']}\" {'BIGINT' if a['kind'] == 'number' else 'VARCHAR'}""" for a in schema["attributes"]
    )
    source = f"""read_json('{path("complaints.jsonl")}', format='newline_delimited',
        columns={{id: 'VARCHAR', matter: 'VARCHAR', facts: 'STRUCT("社区" VARCHAR, {fields})'}})"""
    words = ", ".join(
        "(" + " | ".join(sql_bit(a) for a in schema["attributes"] if a["first"] // 63 == w) + f") AS w{w}"
        for w in WORDS
    )
    names = ", ".join(f"w{w}" for w in WORDS)
    points = f"""SELECT id, matter, place, place // 63 + 1 AS aw, 1::BIGINT << (place % 63) AS ab, {names}
        FROM (SELECT id, matter, enum_code(facts."社区"::place)::INTEGER AS place, {words} FROM {source})"""
    holds = " AND ".join(f"(c.w{w} & r.n{w}) = 0" for w in WORDS)

    def whole(complaints):
        decided = f"""SELECT c.id, any_value(c.matter) AS matter, any_value(c.place) AS place,
            arg_min(r.answer, r.rank) AS answer FROM {complaints} c JOIN rules r ON c.matter = r.matter
            AND {holds} AND (r.area IS NULL OR (r.area[c.aw] & c.ab) <> 0) GROUP BY c.id"""
        return f"""SELECT d.id, d.matter, u.unit,
            CASE WHEN u.unit IS NULL THEN 'not_accepted' ELSE 'decided' END AS status
            FROM ({decided}) d LEFT JOIN units u ON d.answer = u.answer AND d.place = u.place"""

    db.execute(f"CREATE TABLE points AS {points}")
    alone = median(lambda: db.execute(f"CREATE OR REPLACE TABLE answers AS {whole('points')}"))
    check("duckdb", db.execute("SELECT id, unit FROM answers").fetchall())
    db.execute("DROP TABLE points")
    copy = f"COPY ({whole(f'({points})')}) TO '{out}' (FORMAT json)"
    lines = median(lambda: db.execute(copy))
    check_lines("duckdb", out)
    tell("duckdb join, 1 thread", alone, lines)
    db.execute("SET threads = 2")
    tell("duckdb join, 2 threads", 0, median(lambda: db.execute(copy)))


def polars():
    shape = {"matter": pl.String, "rank": pl.Int32, "answer": pl.Int32}
    numbers = pl.List(pl.Int64)
    rules = pl.read_ndjson(path("rules.jsonl"), schema={**shape, "refused": numbers, "area": numbers})
    rules = rules.with_columns(*[pl.col("refused").list.get(w).alias(f"n{w}") for w in WORDS]).drop("refused")
    rules = rules.sort("matter", "rank").lazy()
    units = pl.read_csv(path("units.csv"), schema={"answer": pl.Int32, "place": pl.Int32, "unit": pl.String}).lazy()
    kinds = {a["name"]: pl.Int64 if a["kind"] == "number" else pl.String for a in schema["attributes"]}
    facts = pl.Struct({"社区": pl.String, **kinds})
    places = {word: i for i, word in enumerate(schema["places"])}

    def bit(a):
        value, first = pl.col("facts").struct.field(a["name"]), a["first"] % 63
        default = 0 if a["default"] is None else 1 << (a["default"] % 63)
        if a["kind"] == "words":
            codes = {word: 1 << (first + i) for i, word in enumerate(a["words"])}
            return value.replace_strict(codes, default=default, return_dtype=pl.Int64)
        chain = pl.when(value.is_null()).then(pl.lit(default, pl.Int64))
        for i, cut in enumerate(a["cuts"]):
            chain = chain.when(value < cut).then(pl.lit(1 << (first + i), pl.Int64))
        return chain.otherwise(pl.lit(1 << (first + len(a["cuts"])), pl.Int64))

    def word(w):
        total = None
        for a in schema["attributes"]:
            if a["first"] // 63 == w:
                total = bit(a) if total is None else total | bit(a)
        return total.alias(f"w{w}")

    powers = pl.Series("ab", [1 << (i % 63) for i in range(len(schema["places"]))], dtype=pl.Int64)
    at = pl.DataFrame({"社区": schema["places"], "place": range(len(schema["places"])), "ab": powers}).lazy()
    at = at.with_columns(pl.col("place").cast(pl.Int32))

    def points():
        lines = pl.scan_ndjson(path("complaints.jsonl"), schema={"id": pl.String, "matter": pl.String, "facts": facts})
        where = pl.col("facts").struct.field("社区")
        taken = lines.select("id", "matter", where, *[word(w) for w in WORDS])
        return taken.join(at, on="社区", how="left", maintain_order="left").drop("社区")

    def whole(complaints):
        holds = pl.all_horizontal(*[(pl.col(f"w{w}") & pl.col(f"n{w}")) == 0 for w in WORDS])
        here = (pl.col("area").list.get(pl.col("place") // 63) & pl.col("ab")) != 0
        joined = complaints.join(rules, on="matter", maintain_order="left_right")
        held = joined.filter(holds & (pl.col("area").is_null() | here))
        first = held.unique(subset="id", keep="first", maintain_order=True)
        status = pl.when(pl.col("unit").is_null()).then(pl.lit("not_accepted")).otherwise(pl.lit("decided"))
        named = first.join(units, on=["answer", "place"], how="left")
        return named.select("id", "matter", "unit", status.alias("status"))

    ready = points().collect()
    alone = median(lambda: whole(ready.lazy()).collect())
    check("polars", whole(ready.lazy()).collect().select("id", "unit").iter_rows())
    del ready
    lines = median(lambda: whole(points()).collect().write_ndjson(out))
    check_lines("polars", out)
    tell("polars join, 1 thread", alone, lines)


def command(threads, full):
    arguments = [fenbo, "route", path("complaints.jsonl"), "--lists", folder, "--to", "jsonl", "--as-of", "2026-03-01"]
    arguments += ["-q", "--threads", str(threads)] + ([] if full else ["--compact"])

    def run():
        with open(out, "wb") as file:
            subprocess.run(arguments, stdout=file, check=True)

    rate = median(run)
    if full:
        check("fenbo", ((r["id"], (r.get("leads") or [{}])[0].get("unit")) for r in map(json.loads, open(out))))
    else:
        check_lines("fenbo", out)
    kind = "full decisions" if full else "compact"
    tell(f"fenbo route, {kind}, {threads} thread{'s'[: threads - 1]}", 0, rate)


duck()
polars()
for threads in (1, 2):
    for full in (False, True):
        command(threads, full)
