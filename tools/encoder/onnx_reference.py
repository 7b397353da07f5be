"""What Python's onnxruntime and Hugging Face's tokenizers make of some sentences: the values that
src/providers/onnx-encoder.test.ts expects. Arguments: the folder of all-MiniLM-L6-v2, the file to write.

    pip install onnxruntime tokenizers numpy
"""
import json
import os
import sys

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

TEXTS = [
    "Ana moved to Porto in March.",
    "A man is playing a guitar on the stage.",
    "東京 naïve café 🧠",
    "The dentist's on Friday, isn't it?\tNo: 10:30, Sunday.",
    "word " * 1000,
]

folder, out = sys.argv[1:]
tokenizer = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
tokenizer.enable_truncation(256)
tokenizer.no_padding()
session = onnxruntime.InferenceSession(os.path.join(folder, "model.onnx"), providers=["CPUExecutionProvider"])


def hidden(text):
    ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    return session.run(None, {i.name: feeds[i.name] for i in session.get_inputs()})[0][0]


def unit(vector):
    return [round(float(x), 6) for x in vector / np.linalg.norm(vector)]


reference = {
    "encoder": "all-MiniLM-L6-v2",
    "onnxruntime": onnxruntime.__version__,
    "dimensions": 384,
    "first": 12,
    "texts": [
        {"text": text, "mean": unit(h.mean(0))[:12], "cls": unit(h[0])[:12]}
        for text, h in ((text, hidden(text)) for text in TEXTS)
    ],
}
with open(out, "w") as file:
    json.dump(reference, file, ensure_ascii=False, indent=2)
    file.write("\n")
