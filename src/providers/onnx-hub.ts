import { createHash, randomUUID } from "node:crypto";
import { constants, createReadStream, existsSync } from "node:fs";
import { mkdir, open, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import { conform } from "../model/validate.ts";
import { addressOf, reasonOf } from "./http-requests.ts";
import { modelFiles } from "./onnx-folder.ts";

/** A model on a hub, and where its files are to be. */
export interface HubOptions {
  /** `owner/name`. */
  readonly model: string;
  /** What is there is not asked for again. */
  readonly cacheFolder: string;
  /** A branch, a tag or a commit. Default `main`. What a name stands for is asked once. */
  readonly revision?: string;
  /** Default `https://huggingface.co`. */
  readonly hub?: string;
}

const optionsSchema = z.looseObject({
  model: z.string().regex(/^[\w-][\w.-]*\/[\w-][\w.-]*$/),
  cacheFolder: z.string().min(1),
  revision: z
    .string()
    .regex(/^[\w-][\w./-]*$/)
    .exactOptional(),
  hub: z.string().exactOptional(),
});

const remedy =
  'Give the model as a hub names it, such as "sentence-transformers/all-MiniLM-L6-v2", and a folder for its files. See HubOptions.';

/** Silence of the hub after which it counts as unreachable, in ms. */
const SILENCE_MS = 30_000;

const settings: readonly string[] = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "vocab.txt",
  "sentence_bert_config.json",
  "config_sentence_transformers.json",
  "1_Pooling/config.json",
];

const hex = z.string().regex(/^[0-9a-f]{40,64}$/);

/** What the hub says of a model at a commit: https://huggingface.co/docs/hub/api, with `blobs`. */
const listingSchema = z.object({
  sha: hex,
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().nonnegative(),
      /** Git's name for the bytes, but where `lfs` says what they are. */
      blobId: hex,
      lfs: z.object({ sha256: hex }).nullish(),
    }),
  ),
});

type Listing = z.infer<typeof listingSchema>;
type Listed = Listing["siblings"][number];

/**
 * The folder of a model's files, fetched from the hub where they are not there yet. The commit and the
 * hashes of its files are asked first and kept; a file gets its name when it is whole and is what was
 * listed. What was fetched in part is gone on with; several processes may fetch the same.
 * `modelFile`: the weights, null for `model.onnx` or `onnx/model.onnx`.
 *
 * Errors: `encoder-unreachable`; `encoder-failed` where the bytes are not those listed; `cannot-open`
 * where the model has no such file; `invalid-options`.
 */
export async function fetchModel(options: HubOptions, modelFile: string | null): Promise<string> {
  conform(optionsSchema, options, "invalid-options", remedy);
  const { model, revision = "main", hub = "https://huggingface.co" } = options;
  const source = addressOf(hub.replace(/\/+$/, ""), false).href.replace(/\/$/, "");
  const named = encodeURIComponent(revision);
  const known = join(resolve(options.cacheFolder), named, `${model}.json`);
  const listing =
    (await readListing(known)) ??
    (await askListing(`${source}/api/models/${model}/revision/${named}`, known));
  // By commit: what a name stands for may change while another process fetches.
  const folder = join(resolve(options.cacheFolder), listing.sha, model);
  const at = `${source}/${model}/resolve/${listing.sha}`;
  for (const file of wanted(listing, model, modelFile === null ? modelFiles : [modelFile]))
    if (!existsSync(join(folder, file.rfilename))) await fetchFile(at, folder, file);
  return folder;
}

function wanted({ siblings }: Listing, model: string, candidates: readonly string[]): readonly Listed[] {
  const there = new Set(siblings.map(({ rfilename }) => rfilename));
  const chosen = candidates.find((name) => there.has(name) && !name.split("/").includes(".."));
  if (chosen === undefined)
    throw new EncephalonError("cannot-open", `${model} has no ${candidates.join(" or ")}.`, {
      value: model,
      remedy: "Choose a model with ONNX weights, or name their file there with the option `modelFile`.",
    });
  const names = [...settings, `${chosen}_data`, chosen];
  return siblings.filter(({ rfilename }) => names.includes(rfilename));
}

/** null where nothing was listed yet. */
async function readListing(path: string): Promise<Listing | null> {
  try {
    return listingSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

async function askListing(url: string, path: string): Promise<Listing> {
  const text = await request(`${url}?blobs=true`, {}, (response) => response.text());
  const listing = listingSchema.safeParse(parsed(text));
  if (!listing.success) throw failed(url, "does not answer as a hub does");
  const part = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(part, JSON.stringify(listing.data));
  await rename(part, path);
  return listing.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function fetchFile(at: string, folder: string, file: Listed): Promise<void> {
  const target = join(folder, file.rfilename);
  const part = `${target}.part`;
  const url = `${at}/${file.rfilename.split("/").map(encodeURIComponent).join("/")}`;
  await mkdir(dirname(target), { recursive: true });
  try {
    await fetchRest(url, part, file.size);
    if ((await hashOf(part, file)) !== (file.lfs?.sha256 ?? file.blobId)) {
      await rm(part);
      throw failed(url, "did not give the bytes that it lists");
    }
    await rename(part, target);
  } catch (error) {
    // Unless another process was quicker.
    if (!existsSync(target)) throw error;
  }
}

/** Each byte goes to its place: it does not matter who else writes the same ones. */
async function fetchRest(url: string, part: string, size: number): Promise<void> {
  const file = await open(part, constants.O_RDWR | constants.O_CREAT);
  try {
    const { size: have } = await file.stat();
    if (have >= size) return await file.truncate(size);
    await request(url, have > 0 ? { range: `bytes=${have}-` } : {}, async (response, heard) => {
      let place = response.status === 206 ? have : 0;
      for await (const piece of response.body ?? []) {
        heard();
        if (place + piece.length > size) throw failed(url, "gives more than it lists");
        await file.write(piece, 0, piece.length, place);
        place += piece.length;
      }
      if (place < size) throw unreachable(url, "ended too early");
    });
  } finally {
    await file.close();
  }
}

/** As the hub names them: SHA-256 where it keeps large files, Git's hash of a blob elsewhere. */
async function hashOf(path: string, { size, lfs }: Listed): Promise<string> {
  const hash = lfs ? createHash("sha256") : createHash("sha1").update(`blob ${size}\0`);
  await pipeline(createReadStream(path), hash, { end: false });
  return hash.digest("hex");
}

/** What `use` makes of the answer. `heard`: to be called when something came. */
async function request<T>(
  url: string,
  headers: Readonly<Record<string, string>>,
  use: (response: Response, heard: () => void) => Promise<T>,
): Promise<T> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    // Large files are elsewhere: a redirect leads there. Compressed, a range would be one of other bytes.
    const response = await fetch(url, {
      headers: { ...headers, "accept-encoding": "identity" },
      signal: silence.signal,
    });
    if (response.ok) return await use(response, () => timer.refresh());
    await response.body?.cancel();
    throw unreachable(url, `answered ${response.status}`);
  } catch (error) {
    if (error instanceof EncephalonError) throw error;
    // Of the file system, not of the network.
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw error;
    throw unreachable(url, silence.signal.aborted ? `was silent for ${SILENCE_MS} ms` : reasonOf(error));
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(url: string, what: string): EncephalonError {
  return new EncephalonError("encoder-unreachable", `The hub at ${url} ${what}.`, {
    value: url,
    remedy:
      "Check the model's name and the connection, and open it again: what has come is kept. Or give the option `folder` a folder that holds the model.",
  });
}

function failed(url: string, what: string): EncephalonError {
  return new EncephalonError("encoder-failed", `The hub at ${url} ${what}.`, {
    value: url,
    remedy: "Check the address of the hub, and open it again.",
  });
}
