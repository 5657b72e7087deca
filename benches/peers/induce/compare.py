#!/usr/bin/env python3
"""Drafted lists beside a majority look-up and a tuned logistic regression, on one history and one cut in time.

    python compare.py --fenbo ../../../target/release/fenbo --before 2018-10-01 pingshan.csv

The history has Pingshan's columns of 2018 (`fenbo induce --map pingshan`). Everything is chosen and fitted on what came in before the
day, and agreement with the disposing unit is counted on the rest. Needs scikit-learn (requirements.txt).
"""
import argparse
import collections
import csv
import subprocess
import tempfile
import warnings

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

LEVELS = [("t", ["EVENT_TYPE_ID"]), ("g", ["EVENT_TYPE_ID", "MAIN_TYPE_ID"]),
          ("m", ["EVENT_TYPE_ID", "MAIN_TYPE_ID", "SUB_TYPE_ID"])]
BACK_OFF = [("m", "s"), ("m",), ("g", "s"), ("g",), ("t", "s"), ("t",), ()]
FIELDS = ["t", "g", "m", "s", "c", "o", "p"]
CROSSES = {
    "fields": [],
    "matter x street": [("m", "s")],
    "type, group, matter x street": [("t", "s"), ("g", "s"), ("m", "s")],
    "the same, and x community": [("t", "s"), ("g", "s"), ("m", "s"), ("m", "c"), ("g", "c")],
    "the same, and matter x source": [("t", "s"), ("g", "s"), ("m", "s"), ("m", "c"), ("g", "c"), ("m", "o")],
}
STRENGTHS = [0.3, 1, 3, 10]


def rows(path):
    out = []
    for r in csv.DictReader(open(path, encoding="utf-8-sig", newline="")):
        if r["DISPOSE_UNIT_ID"] in ("", "-") or "测试" in r["DISPOSE_UNIT_NAME"]:
            continue
        row = {key: "/".join(r[c] for c in columns) for key, columns in LEVELS}
        row |= {"s": r["STREET_NAME"], "c": r["STREET_NAME"] + "/" + r["COMMUNITY_NAME"], "o": r["EVENT_SRC_NAME"],
                "p": r["EVENT_PROPERTY_NAME"], "y": r["DISPOSE_UNIT_ID"], "day": r["CREATE_TIME"][:10]}
        out.append(row)
    return out


def look_up(fit, test):
    tables = []
    for key in BACK_OFF:
        counts = collections.defaultdict(collections.Counter)
        for r in fit:
            counts[tuple(r[k] for k in key)][r["y"]] += 1
        tables.append((key, {k: c.most_common(1)[0][0] for k, c in counts.items()}))

    def of(r):
        return next((t[k] for key, t in tables if (k := tuple(r[x] for x in key)) in t), None)
    return sum(of(r) == r["y"] for r in test)


def regression(fit, test, crosses, strength):
    def features(r):
        one = {f + "=" + r[f]: 1 for f in FIELDS}
        return one | {"x".join(c) + "=" + "|".join(r[f] for f in c): 1 for c in crosses}
    vectors = DictVectorizer()
    x = vectors.fit_transform(map(features, fit))
    model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, [r["y"] for r in fit])
    return int((model.predict(vectors.transform(map(features, test))) == np.array([r["y"] for r in test])).sum())


def main():
    args = argparse.ArgumentParser()
    args.add_argument("history")
    args.add_argument("--before", required=True)
    args.add_argument("--fenbo", default="fenbo")
    args = args.parse_args()
    everything = rows(args.history)
    fit = [r for r in everything if r["day"] < args.before]
    test = [r for r in everything if r["day"] >= args.before]
    # Tuned on the last calendar month before the day.
    month = max(r["day"] for r in fit)[:7]
    early, late = [r for r in fit if r["day"][:7] < month], [r for r in fit if r["day"][:7] == month]
    tried = {(name, c): regression(early, late, crosses, c) for name, crosses in CROSSES.items() for c in STRENGTHS}
    (name, strength), _ = max(tried.items(), key=lambda item: item[1])
    n = len(test)
    print(f"fitted on {len(fit)}, tested on {n} from {args.before} on; agreement with the disposing unit")
    hits = look_up(fit, test)
    print(f"  look-up, matter and street with back-off   {100 * hits / n:.1f} % ({hits}/{n})")
    hits = regression(fit, test, CROSSES[name], strength)
    print(f"  logistic regression ({name}, C = {strength}: best on {month})   {100 * hits / n:.1f} % ({hits}/{n})")
    print("  drafted lists:", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        command = [args.fenbo, "-q", "--lang", "en", "induce", args.history, "--map", "pingshan", "--before", args.before]
        subprocess.run([*command, "--out", folder + "/lists"], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
