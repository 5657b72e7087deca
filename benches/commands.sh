#!/usr/bin/env bash
# Whole commands on generated lists: seconds of one core per million complaints, and peak memory as the input grows.
# Usage: benches/commands.sh [DUTIES] [FOLDER]   (default 15000, target/commands)
set -euo pipefail
cd "$(dirname "$0")/.."
duties=${1:-15000}
folder=${2:-target/commands}
cargo build --release --bins --example generate
bin=${CARGO_TARGET_DIR:-target}/release
mkdir -p "$folder"
"$bin/examples/generate" --duties "$duties" --seed 7 --out "$folder" --complaints 1000000
head -1 "$folder/complaints.jsonl" > "$folder/one.jsonl"
head -100000 "$folder/complaints.jsonl" > "$folder/100k.jsonl"

# CPU seconds and peak kilobytes of a command whose output goes nowhere.
measure() {
  /usr/bin/time -f '%U %S %e %M' "$@" 2>&1 >/dev/null | tail -1
}

route() {
  measure "$bin/fenbo" route --lists "$folder" -q "$@"
}

echo "form      threads  records   user s  sys s  wall s  peak KB"
for form in --compact --to=jsonl; do
  for threads in 1 2; do
    for input in one 100k complaints; do
      printf '%-9s %7s %9s  %s\n' "${form#--}" "$threads" "$(wc -l < "$folder/$input.jsonl")" \
        "$(route $form --threads "$threads" "$folder/$input.jsonl")"
    done
  done
done
