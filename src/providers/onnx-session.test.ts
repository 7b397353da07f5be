import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { type OnnxSession, openOnnxSession, type SessionOptions } from "./onnx-session.ts";

const newPath = scratchFiles();

function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = newPath();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return folder;
}

/**
 * Packages that stand in for the real ones. A word's piece is its length, 101 and 102 stand around a
 * text; what the network says of a piece is [piece, place of it, 1]. Runs are noted.
 */
const packages = folderOf({
  "node_modules/@huggingface/tokenizers/index.js": `exports.Tokenizer = class {
    constructor(tokenizer, config) { this.tokenizer = tokenizer; exports.given = { tokenizer, config }; }
    encode(text, { add_special_tokens = true } = {}) {
      const ids = text.split(" ").filter(Boolean).map((word) => word.length);
      return { ids: add_special_tokens ? [101, ...ids, 102] : ids };
    }
  };`,
  "node_modules/onnxruntime-node/index.js": `
    exports.runs = [];
    exports.Tensor = class { constructor(type, data, dims) { Object.assign(this, { type, data, dims }); } };
    exports.InferenceSession = { create: async (path, options) => ({
      inputNames: ["input_ids", "attention_mask"],
      run: async ({ input_ids, attention_mask }) => {
        const [rows, width] = input_ids.dims;
        exports.runs.push([rows, width]);
        if (require("node:fs").readFileSync(path, "utf8") === "pools")
          return { sentence_embedding: { dims: [rows, 2], data: Float32Array.from({ length: rows * 2 }, () => 3) } };
        const data = new Float32Array(rows * width * 3);
        for (let i = 0; i < rows * width; i++) {
          // What is padded must not be looked at.
          const piece = attention_mask.data[i] === 1n ? Number(input_ids.data[i]) : 1e6;
          data.set([piece, i % width, 1], i * 3);
        }
        return { last_hidden_state: { dims: [rows, width, 3], data } };
      } }) };`,
});

type FolderSession = Extract<SessionOptions, { readonly folder: string }>;

const tokenizer = { model: { type: "WordPiece" } };

function open(
  files: Readonly<Record<string, unknown>>,
  more: Partial<FolderSession> = {},
): Promise<OnnxSession> {
  const folder = folderOf({ "model.onnx": "weights", "tokenizer.json": tokenizer, ...files });
  return openOnnxSession({ folder, packagesFrom: packages, ...more });
}

/** The length-1 vector that points where this one does. */
function unit(...values: readonly number[]): readonly number[] {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / length);
}

function near(actual: Float32Array | undefined, expected: readonly number[], within = 1e-6): void {
  assert.equal(actual?.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs(actual[i]! - value) <= within, `${i}: ${actual[i]} is not ${value}`);
}

describe("an encoder in a folder", () => {
  it("N40: pools by mean or by the first piece, as the folder says, or as it is told", async () => {
    const config = (flag: string): object => ({ [flag]: true, pooling_mode_max_tokens: false });
    // "aa b": 101 2 1 102 at places 0 to 3: means 51.5, 1.5 and 1. The first piece: 101, 0 and 1.
    const mean = unit(51.5, 1.5, 1);
    const cls = unit(101, 0, 1);
    for (const [files, more, expected, name] of [
      [{}, {}, mean, "mean"],
      [{ "1_Pooling/config.json": config("pooling_mode_mean_tokens") }, {}, mean, "mean"],
      [{ "1_Pooling/config.json": config("pooling_mode_cls_token") }, {}, cls, "cls"],
      [{ "1_Pooling/config.json": { pooling_mode: "cls" } }, {}, cls, "cls"],
      [{ "1_Pooling/config.json": config("pooling_mode_cls_token") }, { pooling: "mean" }, mean, "mean"],
    ] as const) {
      const encoder = await open(files, more);
      assert.equal(encoder.dimensions, 3);
      assert.ok(encoder.id.endsWith(`:${name}`), encoder.id);
      const [vector] = await encoder.encode(["aa b"], "episode");
      near(vector, expected);
    }
    const pooled = await open({ "model.onnx": "pools" });
    near((await pooled.encode(["a"], "cue"))[0], unit(3, 3));
    await assert.rejects(
      open({ "1_Pooling/config.json": config("pooling_mode_weightedmean_tokens") }),
      refuses("invalid-options"),
    );
  });

  it("N40: gives vectors in order, and alike alone and among others; nothing for nothing", async () => {
    const encoder = await open({});
    const texts = ["a b c d e f", "aa", "", "b", " \n", "x ".repeat(600), "aa"];
    const together = await encoder.encode(texts, "episode");
    for (const [i, text] of texts.entries()) {
      const [alone] = await encoder.encode([text], "episode");
      assert.deepEqual(alone, together[i]);
    }
    assert.deepEqual(together[2], new Float32Array(3));
    assert.deepEqual(together[4], new Float32Array(3));
    assert.deepEqual(await encoder.encode([], "cue"), []);
  });

  it("N40: texts of a length are computed together, 256 pieces at most unless one is longer", async () => {
    const { createRequire } = await import("node:module");
    const fake = createRequire(join(packages, "-"))("onnxruntime-node") as { readonly runs: unknown[] };
    const encoder = await open({});
    fake.runs.length = 0;
    const long = "x ".repeat(98);
    await encoder.encode([long, "a", long, "b", long, "x ".repeat(300)], "episode");
    // Pieces: 100, 3, 100, 3, 100, 302. By length 3 3 100 100 100 302: three of 100 would be 300, one of 3 pads to 100.
    assert.deepEqual(fake.runs, [
      [2, 3],
      [2, 100],
      [1, 100],
      [1, 302],
    ]);
  });

  it("N40: a text is cut to what the encoder was trained on, its last special piece kept", async () => {
    const encoder = await open({ "sentence_bert_config.json": { max_seq_length: 4 } });
    // 101 1 22 102 of 101 1 22 333 102: "bb…" has 22 letters.
    const [vector] = await encoder.encode([`a ${"b".repeat(22)} ${"c".repeat(333)}`], "episode");
    near(vector, unit(226 / 4, 1.5, 1));
    const config = { "config.json": { max_position_embeddings: 3 } };
    const [shorter] = await (await open(config)).encode(["a bb"], "episode");
    near(shorter, unit(204 / 3, 1, 1));
    const [told] = await (await open({}, { maxPieces: 3 })).encode(["a bb"], "episode");
    near(told, unit(204 / 3, 1, 1));
  });

  it("N40: an instruction is put before a cue or an episode: the folder's own, or the one given", async () => {
    const prompts = { "config_sentence_transformers.json": { prompts: { query: "qqq ", document: "dd " } } };
    const folders = await open(prompts);
    near((await folders.encode(["a"], "cue"))[0], unit(207 / 4, 1.5, 1));
    near((await folders.encode(["a"], "episode"))[0], unit(206 / 4, 1.5, 1));
    const given = await open(prompts, { cueInstruction: "four ", episodeInstruction: "" });
    near((await given.encode(["a"], "cue"))[0], unit(208 / 4, 1.5, 1));
    near((await given.encode(["a"], "episode"))[0], unit(204 / 3, 1, 1));
  });

  it("N40: its id changes with whatever changes its vectors, and with nothing else", async () => {
    const id = async (files: object, more: Partial<FolderSession> = {}): Promise<string> => {
      const folder = folderOf({ "my-model/model.onnx": "weights", "my-model/tokenizer.json": tokenizer });
      for (const [name, content] of Object.entries(files))
        writeFileSync(join(folder, "my-model", name), content);
      return (await openOnnxSession({ folder: join(folder, "my-model"), packagesFrom: packages, ...more }))
        .id;
    };
    const same = await id({});
    assert.match(same, /^onnx:my-model:[0-9a-f]{16}:mean$/);
    assert.equal(await id({ "README.md": "hello" }, { threads: 2 }), same);
    const others = [
      await id({ "model.onnx": "other" }),
      await id({ "model.onnx_data": "more" }),
      await id({ "tokenizer.json": JSON.stringify({ model: { type: "BPE" } }) }),
      await id({ "tokenizer_config.json": JSON.stringify({ do_lower_case: false }) }),
      await id({ "sentence_bert_config.json": JSON.stringify({ max_seq_length: 9 }) }),
      await id({}, { cueInstruction: "q" }),
      await id({}, { pooling: "cls" }),
    ];
    assert.equal(new Set([same, ...others]).size, 8);
  });

  it("N40: takes the layouts of sentence-transformers and Transformers.js, and a BERT with vocab.txt alone", async () => {
    const layout = folderOf({ "onnx/model.onnx": "weights", "tokenizer.json": tokenizer });
    await openOnnxSession({ folder: layout, packagesFrom: packages });
    const named = folderOf({ "q8.onnx": "weights", "vocab.txt": "[PAD]\n[UNK]\n[CLS]\n[SEP]\nana\n##s\n" });
    await openOnnxSession({ folder: named, modelFile: "q8.onnx", packagesFrom: packages });
    for (const files of [{}, { "model.onnx": "weights" }, { "tokenizer.json": tokenizer }])
      await assert.rejects(
        openOnnxSession({ folder: folderOf({ "README.md": "", ...files }), packagesFrom: packages }),
        refuses("cannot-open"),
      );
    await assert.rejects(open({ "tokenizer.json": "{" }), refuses("cannot-open"));
    for (const wrong of [{ threads: 0 }, { maxPieces: 0.5 }])
      await assert.rejects(open({}, wrong), refuses("invalid-options"));
  });

  it("N41: without the packages it says how to install them", async () => {
    const folder = folderOf({ "model.onnx": "weights", "tokenizer.json": tokenizer });
    await assert.rejects(openOnnxSession({ folder, packagesFrom: newPath() }), (error) => {
      refuses("missing-package")(error);
      assert.match(
        (error as Error).message,
        /onnxruntime-node .*ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node @huggingface\/tokenizers$/,
      );
      return true;
    });
  });
});

interface Reference {
  readonly dimensions: number;
  readonly texts: readonly {
    readonly text: string;
    readonly mean: readonly number[];
    readonly cls: readonly number[];
  }[];
}

/** The weights as tools/encoder/fetch-teacher.ts leaves them, and a folder whose node_modules has the runtime. */
const cache = join(import.meta.dirname, "../../.cache");
const teacher = process.env.ENCEPHALON_TEACHER ?? join(cache, "teachers/all-MiniLM-L6-v2");
const packagesFrom = process.env.ENCEPHALON_ONNX ?? join(cache, "onnx");
const absent = !existsSync(join(teacher, "model.onnx"))
  ? "no weights: run `node tools/encoder/fetch-teacher.ts`, or set ENCEPHALON_TEACHER"
  : !existsSync(join(packagesFrom, "node_modules/onnxruntime-node"))
    ? "no runtime: run `ONNXRUNTIME_NODE_INSTALL=skip npm install --prefix .cache/onnx onnxruntime-node @huggingface/tokenizers`, or set ENCEPHALON_ONNX"
    : false;

describe("all-MiniLM-L6-v2", { skip: absent }, () => {
  const reference = JSON.parse(
    readFileSync(new URL("fixtures/onnx-reference.json", import.meta.url), "utf8"),
  ) as Reference;

  it("N42: gives what Python's onnxruntime and tokenizers give, by mean and by first piece", async () => {
    for (const pooling of ["mean", "cls"] as const) {
      const encoder = await openOnnxSession({ folder: teacher, packagesFrom, pooling, maxPieces: 256 });
      assert.equal(encoder.dimensions, reference.dimensions);
      const vectors = await encoder.encode(
        reference.texts.map(({ text }) => text),
        "episode",
      );
      for (const [i, expected] of reference.texts.entries()) {
        near(vectors[i]!.subarray(0, expected[pooling].length), expected[pooling], 2e-5);
        assert.ok(Math.abs(Math.hypot(...vectors[i]!) - 1) < 1e-5);
      }
    }
  });

  it("N42: the same with vocab.txt in the place of tokenizer.json", async () => {
    const folder = newPath();
    cpSync(teacher, folder, { recursive: true, filter: (path) => !path.endsWith(".safetensors") });
    const { model } = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")) as {
      readonly model: { readonly vocab: Readonly<Record<string, number>> };
    };
    const pieces = Object.entries(model.vocab).sort(([, a], [, b]) => a - b);
    rmSync(join(folder, "tokenizer.json"));
    writeFileSync(join(folder, "vocab.txt"), `${pieces.map(([piece]) => piece).join("\n")}\n`);
    const encoder = await openOnnxSession({ folder, packagesFrom, maxPieces: 256 });
    const vectors = await encoder.encode(
      reference.texts.map(({ text }) => text),
      "episode",
    );
    for (const [i, { mean }] of reference.texts.entries())
      near(vectors[i]!.subarray(0, mean.length), mean, 2e-5);
  });
});
