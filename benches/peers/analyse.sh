#!/usr/bin/env bash
# What else finds gaps, overlaps, conflicts and dead duties, beside Fenbo, on the same generated lists; prints tables.
# Z3 names the solver (pip install z3-solver brings one as bin/z3); without one its rows are left out.
# DUTIES: how many are wanted, on a fifth as many matters (default 20,000).
set -euo pipefail
cd "$(dirname "$0")"
z3="${Z3:-$(command -v z3 || true)}"
[ -n "$z3" ] || echo "no z3 found: its rows are left out" >&2
cargo build --quiet --release --bin analyse
"${CARGO_TARGET_DIR:-target}/release/analyse" "$z3" "${DUTIES:-20000}"
