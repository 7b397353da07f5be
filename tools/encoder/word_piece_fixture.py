"""What Hugging Face's `tokenizers` says of texts: a JSON line [text, ids] each, without the special tokens around.

usage: word_piece_fixture.py tokenizer.json corpus.txt COUNT > expected.jsonl
Sentences of the corpus; every eighth with odd characters put between and inside its words. Seeded.
"""
import json
import random
import sys

from tokenizers import Tokenizer

ODD = (
    "é ü İ ı ß ẞ Σ ΟΔΥΣΣΕΥΣ ﬁ ½ Å \u200b \u200d \ufeff \u00a0 \u2028 \u0085 \x0b \x0c \t \n \r 日本 한국어 😀 👩‍👩‍👧 𝒳 “ ” ’ — … ´ ` € $ ^ _ ~ @ #"
    " ##ing नमस्ते ไทย مرحبا עברית Привет ё \u0301 \x00 \x7f \ufffd \ue000 \u00ad ¿ · ﷺ ① ² ™ Ⅻ ǅ \U00020000 \U000e0001 \u180e ﹏ ＄ ！ ａｂｃ"
).split(" ") + ["a" * 101, "b" * 100]

tokenizer = Tokenizer.from_file(sys.argv[1])
tokenizer.no_padding()
tokenizer.no_truncation()
rng = random.Random(7)
texts = rng.sample(open(sys.argv[2]).read().split("\n")[:-1], int(sys.argv[3]))
for number, text in enumerate(texts):
    words = text.split(" ")
    for _ in range(rng.randint(1, 4) if number % 8 == 7 else 0):
        odd, at = rng.choice(ODD), rng.randrange(len(words))
        if rng.random() < 0.5:
            words.insert(at, odd)
        else:
            inside = rng.randrange(len(words[at]) + 1)
            words[at] = words[at][:inside] + odd + words[at][inside:]
    text = " ".join(words)
    print(json.dumps([text, tokenizer.encode(text, add_special_tokens=False).ids]))
