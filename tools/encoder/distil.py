"""Distils a sentence encoder into a table of token vectors: the file that src/perception/static-encoder.ts reads.

usage: distil.py --teacher DIR --corpus corpus.txt --cache DIR --out static-encoder.bin [--dimensions 256] [--epochs 6] [--sentences N]

A text's vector is the sum of its tokens' rows, at length 1. The rows begin as model2vec's (each token alone through
the teacher, centred, principal components, smooth inverse frequency), are fitted so that the sum points where the
teacher's vector of the whole sentence points (as tokenlearn does), and end halfway between the two. One thread and a
seed: the same inputs, versions and kind of processor give the same bytes. The teacher's vectors are kept in --cache,
so that a second run takes a minute.
"""
import argparse, hashlib, json, os, platform
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy: sums in one order

import numpy as np
import scipy
import scipy.sparse as sparse

from teacher import Teacher

SEED = 20
SMOOTH = 1e-3  # a of a/(a+p): Arora, Liang and Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings"
BATCH = 1024
RATE = 2e-3
SHARD = 8000


def cached(path: Path, make):
    if not path.exists():
        np.save(part := path.with_suffix(".part.npy"), make())
        os.rename(part, path)
    return np.load(path)


def token_vectors(teacher: Teacher, cache: Path):
    return cached(cache / "tokens.npy", teacher.encode_tokens)


def sentence_vectors(teacher: Teacher, texts, cache: Path):
    shards = [
        cached(cache / f"{i:07d}.npy", lambda: teacher.encode(texts[i : i + SHARD]).astype(np.float16))
        for i in range(0, len(texts), SHARD)
    ]
    return np.concatenate(shards).astype(np.float32)


def counts(teacher: Teacher, texts, vocabulary: int):
    ids = teacher.pieces(texts)
    rows = np.repeat(np.arange(len(ids)), [len(x) for x in ids])
    columns = np.concatenate([np.asarray(x, dtype=np.int64) for x in ids])
    table = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(ids), vocabulary))
    table.sum_duplicates()
    return table


def frequencies(table):
    seen = np.asarray(table.sum(0)).ravel() + 0.5
    return seen / seen.sum()


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def principal(vectors, dimensions: int):
    """The directions of most energy of centred vectors: [hidden, dimensions]."""
    values, axes = np.linalg.eigh(vectors.T @ vectors)
    return axes[:, np.argsort(-values)[:dimensions]].astype(np.float32)


def first_rows(tokens, axes, frequency):
    tokens = unit(tokens)
    rows = (tokens - tokens.mean(0)) @ axes
    return (rows * (SMOOTH / (SMOOTH + frequency))[:, None]).astype(np.float32)


def between(first, fitted):
    """Halfway between two tables of one mean length, as Wortsman et al. 2022 (arXiv:2109.01903) do with weights:
    what was fitted to sentences, without losing what the teacher says of tokens that few of them hold."""
    return sum(rows / np.linalg.norm(rows, axis=1).mean() for rows in (first, fitted)) / 2


def fit(rows, table, targets, epochs: int, say=print):
    """Adam (Kingma and Ba 2015) on 1 - cos(sum of rows, target); the rate falls linearly to nothing."""
    rng = np.random.default_rng(SEED)
    first, second = np.zeros_like(rows), np.zeros_like(rows)
    steps = epochs * (table.shape[0] // BATCH)
    step = 0
    for epoch in range(epochs):
        order = rng.permutation(table.shape[0])
        total = 0.0
        for start in range(0, len(order) - BATCH + 1, BATCH):
            pick = order[start : start + BATCH]
            batch, target = table[pick], targets[pick]
            sums = batch @ rows
            length = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
            said = sums / length
            cosine = (said * target).sum(1, keepdims=True)
            total += float(cosine.mean())
            touched = np.unique(batch.indices)
            slope = batch[:, touched].T @ ((cosine * said - target) / length / BATCH)
            step += 1
            first[touched] += 0.1 * (slope - first[touched])
            second[touched] += 0.01 * (slope * slope - second[touched])
            # Only rows of this batch move, and only their averages (as in SparseAdam).
            ahead = first[touched] / (1 - 0.9**step)
            around = np.sqrt(second[touched] / (1 - 0.99**step)) + 1e-8
            rows[touched] -= RATE * (1 - step / steps) * ahead / around
        say(f"epoch {epoch + 1}: mean cosine {total / (len(order) // BATCH):.4f}", flush=True)
    return rows


def write(path: Path, rows, vocabulary, header: dict):
    scales = (np.abs(rows).max(1) / 127).astype("<f4")
    scales[scales == 0] = 1
    quantised = np.rint(rows / scales[:, None]).astype(np.int8)
    words = "\n".join(vocabulary).encode()
    body = words + b"\0" * (-len(words) % 4) + scales.tobytes() + quantised.tobytes()
    header = {**header, "dimensions": rows.shape[1], "tokens": len(vocabulary), "vocabularyBytes": len(words), "sha256": hashlib.sha256(body).hexdigest()}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 4)
    path.write_bytes(len(text).to_bytes(4, "little") + text + body)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--dimensions", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--sentences", type=int, default=72000)
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)

    teacher = Teacher(given.teacher)
    corpus = given.corpus.read_bytes()
    texts = corpus.decode().splitlines()[: given.sentences]
    tokens = token_vectors(teacher, given.cache)
    said = sentence_vectors(teacher, texts, given.cache)
    said -= said.mean(0)
    table = counts(teacher, texts, len(tokens))
    axes = principal(said, given.dimensions)
    first = first_rows(tokens, axes, frequencies(table))
    rows = between(first, fit(first.copy(), table, unit(said @ axes), given.epochs))
    write(given.out, rows, teacher.vocabulary, {
        "format": 1,
        "teacher": teacher.name,
        "teacherLicence": "Apache-2.0",
        "teacherSha256": teacher.sha256,
        "corpus": "Princeton WordNet 3.0 glosses and examples; chatterbot-corpus; SpamAssassin public corpus (ham, CC0); templates",
        "corpusSha256": hashlib.sha256(corpus).hexdigest(),
        "sentences": len(texts),
        "epochs": given.epochs,
        "seed": SEED,
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, **teacher.versions},
    })


if __name__ == "__main__":
    main()
