"""The peer of `fenbo learn --history`: a linear SVM on TF-IDF of jieba words and characters, tuned, on the same dealings.

    pip install scikit-learn jieba
    python benches/peers/labels.py ../shared/data/messages/labelled-495.csv [dealings]

Messages are dealt as `fenbo learn` deals them (src/learn/labelled.rs, `dealt`). Within the four parts that are learned from, three
inner parts choose between characters of one or two and of one to three, C, and whether rare labels pull more.
"""

import csv
import itertools
import sys
import unicodedata
import warnings

import jieba
import numpy as np
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

PARTS = 5
GRID = list(itertools.product([(1, 2), (1, 3)], [0.3, 1.0, 3.0], [None, "balanced"]))

warnings.filterwarnings("ignore")
jieba.setLogLevel(60)


def messages(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    norm = lambda text: unicodedata.normalize("NFKC", text or "").strip()
    texts = [norm(r["留言主题"]) + " " + norm(r["留言详情"]) for r in rows]
    return np.array(texts, dtype=object), [r["一级标签"] for r in rows]


def dealt(truth, dealing):
    mixed = lambda i: (i + 1) * 2654435761 * (2 * dealing + 1) % 2**64 % 2**32
    order = sorted(range(len(truth)), key=lambda i: (truth[i], mixed(i), i))
    parts = np.zeros(len(truth), dtype=int)
    for turn, i in enumerate(order):
        parts[i] = turn % PARTS
    return parts


def vectors(texts, words, learn, ask, ngrams):
    """What is learned from and what is asked about, under the vocabulary of the first."""
    blocks = []
    kinds = [
        (words, dict(analyzer="word", token_pattern=r"\S+")),
        (texts, dict(analyzer="char", ngram_range=ngrams)),
    ]
    for source, kind in kinds:
        tfidf = TfidfVectorizer(sublinear_tf=True, **kind)
        blocks.append((tfidf.fit_transform(source[learn]), tfidf.transform(source[ask])))
    return [hstack(side).tocsr() for side in zip(*blocks)]


def tuned(texts, words, y, learn):
    inner = list(StratifiedKFold(3, shuffle=True, random_state=0).split(learn, y[learn]))
    scores = dict.fromkeys(GRID, 0.0)
    for ngrams in sorted({g[0] for g in GRID}):
        for a, b in inner:
            known, asked = vectors(texts, words, learn[a], learn[b], ngrams)
            for choice in (g for g in GRID if g[0] == ngrams):
                svm = LinearSVC(C=choice[1], class_weight=choice[2]).fit(known, y[learn[a]])
                scores[choice] += f1_score(y[learn[b]], svm.predict(asked), average="macro")
    return max(GRID, key=lambda g: scores[g])


def main():
    texts, labels = messages(sys.argv[1])
    dealings = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    names = list(dict.fromkeys(labels))
    y = np.array([names.index(l) for l in labels])
    words = np.array([" ".join(w for w in jieba.lcut(t) if w.strip()) for t in texts], dtype=object)
    means, right = [], 0
    for dealing in range(dealings):
        parts, said = dealt(list(y), dealing), np.zeros(len(y), dtype=int)
        for part in range(PARTS):
            learn, ask = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
            ngrams, c, weight = tuned(texts, words, y, learn)
            known, asked = vectors(texts, words, learn, ask, ngrams)
            said[ask] = LinearSVC(C=c, class_weight=weight).fit(known, y[learn]).predict(asked)
        means.append(f1_score(y, said, average="macro"))
        right += int((said == y).sum())
        print(f"dealing {dealing}: macro-F1 {means[-1]:.3f}", flush=True)
    share = right / (len(y) * dealings)
    print(f"macro-F1 {np.mean(means):.3f} ({min(means):.3f} to {max(means):.3f}), right {share:.1%}")


main()
