import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Encoder, Purpose } from "../src/ports/encoder.ts";
import { centredEncoder } from "../src/providers/centred-encoder.ts";
import { jointEncoder } from "../src/providers/joint-encoder.ts";
import { openOnnxEncoder } from "../src/providers/onnx-encoder.ts";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";

const root = join(import.meta.dirname, "..");
const cache = join(root, ".cache");
/** What tools/encoder/fetch-teacher.ts can fetch. */
export const teachers: readonly string[] = ["all-MiniLM-L6-v2", "multilingual-e5-small", "all-mpnet-base-v2"];

export const teacherFolder = (name: string): string => join(cache, "teachers", name);

/** Where the packages are that run them. */
export const onnxPackages: string = join(cache, "onnx");

export const encoderNames: string = `static, none, ${teachers.join(", ")}, a folder, or several joined by "+"`;

/**
 * The encoder of that name. A teacher and the packages that run it are installed under `.cache` where
 * they are missing; what it says of a text is kept there, so that a text is encoded once.
 */
export async function openEncoder(name: string, print: (text: string) => void): Promise<Encoder | null> {
  if (name === "none") return null;
  if (name === "static") return staticEncoder();
  if (name.includes("+")) {
    const parts = await Promise.all(name.split("+").map((part) => openEncoder(part, print)));
    return jointEncoder(parts.filter((part) => part !== null));
  }
  const folder = teachers.includes(name) ? teacherFolder(name) : name;
  if (teachers.includes(name) && !isInstalled(name))
    run(print, process.execPath, [join(root, "tools/encoder/fetch-teacher.ts"), name, folder]);
  if (!existsSync(join(onnxPackages, "node_modules", "onnxruntime-node")))
    run(print, "npm", [
      "install",
      "--prefix",
      onnxPackages,
      "--ignore-scripts",
      "--no-audit",
      "onnxruntime-node",
      "@huggingface/tokenizers",
    ]);
  const encoder = await openOnnxEncoder({ folder, packagesFrom: onnxPackages, threads: 2 });
  return centredEncoder(
    keeping(encoder, join(cache, "vectors", `${encoder.id.replace(/[^\w.-]/g, "_")}.bin`)),
  );
}

export function isInstalled(teacher: string): boolean {
  return existsSync(join(teacherFolder(teacher), "model.onnx"));
}

/** All others that can be opened without installing anything, by name. */
export async function encodersBeside(
  name: string,
  print: (text: string) => void,
): Promise<Readonly<Record<string, Encoder | null>>> {
  const others = ["none", "static", ...teachers.filter(isInstalled)].filter((other) => other !== name);
  return Object.fromEntries(
    await Promise.all(others.map(async (other) => [other, await openEncoder(other, print)] as const)),
  );
}

function run(print: (text: string) => void, program: string, args: readonly string[]): void {
  print(`installing: ${[program, ...args].join(" ")}`);
  execFileSync(program, args, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
}

const KEY_BYTES = 16;

/** The same encoder, which asks for a text once and then reads its vector from a file: records of key and vector. */
export function keeping(encoder: Encoder, path: string): Encoder {
  const vectors = new Map<string, Float32Array>();
  const record = KEY_BYTES + 4 * encoder.dimensions;
  mkdirSync(dirname(path), { recursive: true });
  // Not a Buffer: its slices are views.
  const bytes = existsSync(path) ? new Uint8Array(readFileSync(path)) : new Uint8Array(0);
  for (let at = 0; at + record <= bytes.length; at += record)
    vectors.set(
      Buffer.from(bytes.slice(at, at + KEY_BYTES)).toString("hex"),
      new Float32Array(bytes.slice(at + KEY_BYTES, at + record).buffer),
    );
  const keyOf = (text: string, purpose: Purpose): string =>
    createHash("sha256")
      .update(`${purpose}\n${text}`)
      .digest("hex")
      .slice(0, 2 * KEY_BYTES);
  return {
    id: encoder.id,
    dimensions: encoder.dimensions,
    async encode(texts, purpose) {
      const keys = texts.map((text) => keyOf(text, purpose));
      const lacking = [...new Map(keys.map((key, i) => [key, texts[i]!]))].filter(
        ([key]) => !vectors.has(key),
      );
      const found = await encoder.encode(
        lacking.map(([, text]) => text),
        purpose,
      );
      lacking.forEach(([key], i) => {
        vectors.set(key, found[i]!);
        appendFileSync(
          path,
          Buffer.concat([Buffer.from(key, "hex"), new Uint8Array(found[i]!.slice().buffer)]),
        );
      });
      return keys.map((key) => vectors.get(key)!);
    },
  };
}
