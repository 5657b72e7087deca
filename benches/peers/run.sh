#!/usr/bin/env bash
# Everything that is compared with Fenbo, on the same generated lists, every answer checked; ends with one table.
# Needs python3 with duckdb and polars (pip install duckdb polars), or PYTHON naming one that has them.
# COMPLAINTS: how many the joins and the whole commands take (default 1,000,000).
set -euo pipefail
cd "$(dirname "$0")"
python="${PYTHON:-python3}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cargo build --quiet --release --manifest-path ../../Cargo.toml
cargo build --quiet --release
for duties in 100 1000 15000; do
  target/release/peers "$work/figures.tsv" "$duties"
  target/release/peers tables "$duties" "${COMPLAINTS:-1000000}" "$work/$duties"
  "$python" joins.py "$work/$duties" ../../target/release/fenbo "$work/figures.tsv" "$duties"
  rm -r "${work:?}/$duties"
done
# Ratios: Fenbo's library against the engines, decisions per second in each column.
awk -F'\t' '
  function rate(n) { return n >= 1e6 ? sprintf("%.2f M", n / 1e6) : n >= 1e4 ? sprintf("%.0f k", n / 1e3) : n > 0 ? sprintf("%.0f", n) : "" }
  function ratio(a, b) { return a > 0 && b > 0 ? sprintf("%.2f", a / b) : "" }
  BEGIN { print "| duties | form | rules alone | Fenbo / it | from JSON Lines | Fenbo / it |\n|---:|---|---:|---:|---:|---:|" }
  $2 == "fenbo" { alone = $3; lines = $4 }
  { printf "| %s | %s | %s | %s | %s | %s |\n", $1, $2, rate($3), ratio(alone, $3), rate($4), ratio(lines, $4) }
' "$work/figures.tsv"
