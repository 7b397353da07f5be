import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { longestGap } from "../../tests/brain/support.ts";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { type OnnxEncoder, type OnnxEncoderOptions, openOnnxEncoder } from "./onnx-encoder.ts";

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
 * Packages that stand in for the real ones, and hold the event loop as the runtime does. A text's vector is
 * (its length, 1). One that begins with "busy" takes a run of 200 ms, "crash" ends the process as a fault
 * of native code does, "fail" throws. A piece is four times the length and which of these it is.
 */
const packages = folderOf({
  "node_modules/@huggingface/tokenizers/index.js": `exports.Tokenizer = class {
    encode(text) {
      const kind = 1 + ["busy", "crash", "fail"].findIndex((word) => text.startsWith(word));
      return { ids: Array(kind === 1 ? 256 : 1).fill(4 * text.length + kind) };
    }
  };`,
  "node_modules/onnxruntime-node/index.js": `
    console.log("what a package prints");
    exports.Tensor = class { constructor(type, data, dims) { Object.assign(this, { data, dims }); } };
    exports.InferenceSession = { create: async () => ({
      inputNames: ["input_ids"],
      run: ({ input_ids }) => new Promise((resolve, reject) => setImmediate(() => {
        const [rows, width] = input_ids.dims;
        const pieces = Array.from({ length: rows }, (_, row) => Number(input_ids.data[row * width]));
        const kinds = pieces.map((piece) => piece % 4);
        if (kinds.includes(2)) process.kill(process.pid, "SIGSEGV");
        if (kinds.includes(3)) reject(new RangeError("shape"));
        require("node:fs").appendFileSync(__dirname + "/runs", ".");
        const until = performance.now() + (kinds.includes(1) ? 200 : 0);
        while (performance.now() < until);
        const data = Float32Array.from(pieces.flatMap((piece) => [piece >> 2, 1]));
        resolve({ sentence_embedding: { dims: [rows, 2], data } });
      })) }) };`,
});

const folder = folderOf({ "model.onnx": "weights", "tokenizer.json": { model: { type: "WordPiece" } } });
const options: OnnxEncoderOptions = { folder, packagesFrom: packages };

function open(): Promise<OnnxEncoder> {
  return openOnnxEncoder(options);
}

const vectorOf = (text: string): Float32Array => {
  const length = Math.hypot(text.length, 1);
  return Float32Array.of(text.length / length, 1 / length);
};

const failed = refuses("encoder-failed");

/** What a program of its own makes of an open encoder: its exit code, and what it printed. */
async function program(body: string): Promise<{ readonly code: number; readonly printed: string }> {
  const path = newPath(`program-${Math.random()}.mjs`);
  const from = JSON.stringify(new URL("./onnx-encoder.ts", import.meta.url).href);
  writeFileSync(
    path,
    `import { openOnnxEncoder } from ${from};
     const encoder = await openOnnxEncoder(${JSON.stringify(options)});
     ${body}`,
  );
  return new Promise((resolve) => {
    execFile(process.execPath, [path], { timeout: 20_000 }, (error, stdout) =>
      resolve({ code: error === null ? 0 : ((error.code as number | undefined) ?? -1), printed: stdout }),
    );
  });
}

it("N43: it computes in a process of its own, which leaves the event loop free", async () => {
  await using encoder = await open();
  assert.equal(encoder.dimensions, 2);
  const texts = ["busy 1", "busy 22", "a"];
  let vectors: readonly Float32Array[] = [];
  const gap = await longestGap(async () => {
    vectors = await encoder.encode(texts, "episode");
  });
  assert.deepEqual(vectors, texts.map(vectorOf));
  assert.ok(gap < 150, `${gap} ms`);
});

it("N43: several may ask at once: a cue does not wait until a long list is done", async () => {
  await using encoder = await open();
  const done: string[] = [];
  await Promise.all([
    encoder.encode(["busy 1", "busy 22", "busy 333", "busy 4444"], "episode").then(() => done.push("list")),
    encoder.encode(["cue"], "cue").then(() => done.push("cue")),
  ]);
  assert.deepEqual(done, ["cue", "list"]);
});

it("N43: a crash fails who waits and nobody else: the next call begins another process", async () => {
  await using encoder = await open();
  await assert.rejects(encoder.encode(["crash"], "episode"), (error) => {
    failed(error);
    assert.match((error as Error).message, /SIGSEGV/);
    return true;
  });
  const both = [encoder.encode(["a"], "cue"), encoder.encode(["bb"], "cue")];
  assert.deepEqual(await Promise.all(both), [[vectorOf("a")], [vectorOf("bb")]]);
  await assert.rejects(encoder.encode(["fail"], "episode"), failed);
  assert.deepEqual(await encoder.encode(["ccc"], "cue"), [vectorOf("ccc")]);
});

it("N43: files that changed meanwhile are another encoder", async () => {
  const other = folderOf({ "model.onnx": "weights", "tokenizer.json": { model: { type: "WordPiece" } } });
  await using encoder = await openOnnxEncoder({ folder: other, packagesFrom: packages });
  await assert.rejects(encoder.encode(["crash"], "episode"), failed);
  writeFileSync(join(other, "model.onnx"), "other weights");
  await assert.rejects(encoder.encode(["a"], "episode"), failed);
});

it("N43: who does not wait any more is not computed for", async () => {
  await using encoder = await open();
  const stop = new AbortController();
  const list = encoder.encode(
    Array.from({ length: 50 }, (_, i) => `busy ${"x".repeat(i * 3)}`),
    "episode",
    stop.signal,
  );
  const reason = new Error("not any more");
  setTimeout(() => stop.abort(reason), 20);
  await assert.rejects(list, reason);
  const started = performance.now();
  await encoder.encode(["a"], "cue");
  assert.ok(performance.now() - started < 2_000, "50 of them would take 10 s");
  await assert.rejects(encoder.encode(["a"], "cue", stop.signal), reason);
  const atOnce = new AbortController();
  const busy = encoder.encode(["busy"], "cue", atOnce.signal);
  atOnce.abort(reason);
  await assert.rejects(busy, reason);
});

it("N43: closing ends the process, and fails who waits", async () => {
  const encoder = await open();
  const waiting = assert.rejects(encoder.encode(["busy"], "episode"), failed);
  await encoder.close();
  await waiting;
  await encoder.close();
  await assert.rejects(encoder.encode(["a"], "cue"), refuses("closed"));
});

it("N43: an encoder that is open keeps no program up, and harms none that ends during a run", async () => {
  assert.deepEqual(await program(`console.log((await encoder.encode(["a"], "cue")).length);`), {
    code: 0,
    printed: "1\n",
  });
  const end = await program(`void encoder.encode(["busy"], "cue"); setTimeout(() => process.exit(0), 50);`);
  assert.deepEqual(end, { code: 0, printed: "" });
  const waits = `encoder.encode(["busy"], "cue").then(() => console.log("done"));`;
  assert.deepEqual(await program(waits), { code: 0, printed: "done\n" });
  const closed = `await encoder.close(); console.log("closed");`;
  assert.deepEqual(await program(closed), { code: 0, printed: "closed\n" });
});

it("N43: its process ends with a program that is killed, whatever it computes", async () => {
  const path = join(packages, "node_modules/onnxruntime-node/runs");
  const runs = (): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const before = runs();
  const list = `Array.from({ length: 20 }, (_, i) => "busy" + "x".repeat(i))`;
  // Its stderr is this program's, which is read until both have ended.
  const { code } = await program(
    `void encoder.encode(${list}, "episode"); setTimeout(() => process.kill(process.pid, "SIGKILL"), 300);`,
  );
  assert.notEqual(code, 0);
  assert.ok(runs() - before < 10, "20 of them, and one to open");
});

it("N41: what went wrong there is named here, with its remedy", async () => {
  await assert.rejects(openOnnxEncoder({ folder, packagesFrom: newPath() }), (error) => {
    refuses("missing-package")(error);
    assert.match((error as Error).message, /npm install onnxruntime-node @huggingface\/tokenizers$/);
    return true;
  });
  await assert.rejects(
    openOnnxEncoder({ folder: newPath(), packagesFrom: packages }),
    refuses("cannot-open"),
  );
  for (const wrong of [{}, { folder, model: "a/b", cacheFolder: folder }, { folder, threads: 0 }])
    await assert.rejects(
      openOnnxEncoder({ ...wrong, packagesFrom: packages } as OnnxEncoderOptions),
      refuses("invalid-options"),
    );
});
