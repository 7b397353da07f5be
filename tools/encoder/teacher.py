"""A BERT sentence encoder from a folder with model.onnx and tokenizer.json: mean pooling, length 1, one thread."""
import hashlib
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers

CLS, SEP = 101, 102


class Teacher:
    def __init__(self, folder: Path, longest: int = 64):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        self.tokenizer = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.longest = longest
        self.name = "sentence-transformers/all-MiniLM-L6-v2"
        self.sha256 = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
        self.versions = {"onnxruntime": onnxruntime.__version__, "tokenizers": tokenizers.__version__}
        ids = self.tokenizer.get_vocab()
        self.vocabulary = sorted(ids, key=ids.get)

    def pieces(self, texts):
        self.tokenizer.enable_truncation(self.longest)
        return [e.ids for e in self.tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts):
        """float32 [texts, hidden]"""
        ids = [[CLS, *x[: self.longest - 2], SEP] for x in self.pieces(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        out = None
        for start in range(0, len(order), 64):
            rows = order[start : start + 64]
            width = max(len(ids[i]) for i in rows)
            tokens, mask = np.zeros((len(rows), width), np.int64), np.zeros((len(rows), width), np.int64)
            for row, i in enumerate(rows):
                tokens[row, : len(ids[i])] = ids[i]
                mask[row, : len(ids[i])] = 1
            vectors = self.pooled(tokens, mask)
            if out is None:
                out = np.zeros((len(ids), vectors.shape[1]), np.float32)
            out[rows] = vectors
        return out

    def encode_tokens(self):
        """float32 [vocabulary, hidden]: each token alone."""
        parts = []
        for start in range(0, len(self.vocabulary), 1024):
            middle = np.arange(start, min(start + 1024, len(self.vocabulary)), dtype=np.int64)
            tokens = np.stack([np.full_like(middle, CLS), middle, np.full_like(middle, SEP)], 1)
            parts.append(self.pooled(tokens, np.ones_like(tokens)))
        return np.concatenate(parts)

    def pooled(self, tokens, mask):
        state = self.session.run(None, {"input_ids": tokens, "attention_mask": mask, "token_type_ids": np.zeros_like(tokens)})[0]
        vectors = (state * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
