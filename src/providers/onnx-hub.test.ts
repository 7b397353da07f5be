import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { it } from "node:test";
import { refuses } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { fetchModel, type HubOptions } from "./onnx-hub.ts";

const newPath = scratchFiles();
const commit = "0123456789abcdef0123456789abcdef01234567";
const weights = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) >> 3));

/** What the hub has. The weights are large: they are kept elsewhere, and a redirect leads there. */
const files: Readonly<Record<string, Buffer>> = {
  "README.md": Buffer.from("no part of an encoder"),
  "config.json": Buffer.from('{"max_position_embeddings":512}'),
  "tokenizer.json": Buffer.from('{"model":{"type":"WordPiece"}}'),
  "1_Pooling/config.json": Buffer.from('{"pooling_mode_cls_token":true}'),
  "onnx/model.onnx": weights,
  "onnx/model.onnx_data": Buffer.alloc(0),
  "onnx/model_quantized.onnx": Buffer.from("smaller"),
  "../outside.onnx": Buffer.from("escaped"),
};

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
/** As `git hash-object` does. */
const blobId = (bytes: Buffer): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");

const listing = {
  id: "owner/name",
  sha: commit,
  siblings: Object.entries(files).map(([rfilename, bytes]) => {
    const isLarge = rfilename.startsWith("onnx/model.onnx");
    return {
      rfilename,
      size: bytes.length,
      blobId: isLarge ? blobId(Buffer.from("a pointer")) : blobId(bytes),
      ...(isLarge && { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
    };
  }),
};

/** What happens in the place of the answer; undefined: the answer is given. */
type Fault = (url: string, response: ServerResponse, request: IncomingMessage) => unknown;

interface Hub {
  readonly url: string;
  /** Requests in order, with the range asked for. */
  readonly asked: string[];
}

async function serve(use: (hub: Hub) => Promise<void>, fault: Fault = () => undefined): Promise<void> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const url = request.url!;
    const range = request.headers.range;
    asked.push(range === undefined ? url : `${url} ${range}`);
    if (fault(url, response, request) !== undefined) return;
    if (url === "/api/models/owner/name/revision/main?blobs=true") response.end(JSON.stringify(listing));
    else if (url.startsWith(`/owner/name/resolve/${commit}/`)) {
      const path = url.slice(`/owner/name/resolve/${commit}/`.length);
      if (path === "onnx/model.onnx") response.writeHead(302, { location: "/elsewhere" }).end();
      else if (files[path] === undefined) response.writeHead(404).end();
      else response.end(files[path]);
    } else if (url === "/elsewhere") {
      const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200).end(files["onnx/model.onnx"]!.subarray(from));
    } else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const at = ({ url }: Hub, cacheFolder: string): HubOptions => ({
  model: "owner/name",
  cacheFolder,
  hub: url,
});

it("N44: a model's files come from the hub, each once, and nothing else does", () =>
  serve(async (hub) => {
    const options = at(hub, newPath());
    const folder = await fetchModel(options, null);
    assert.equal(folder, join(options.cacheFolder, commit, "owner", "name"));
    const fetched = [
      "1_Pooling/config.json",
      "config.json",
      "onnx/model.onnx",
      "onnx/model.onnx_data",
      "tokenizer.json",
    ];
    assert.deepEqual(
      (readdirSync(folder, { recursive: true }) as string[])
        .filter((name) => statSync(join(folder, name)).isFile())
        .sort(),
      fetched,
    );
    for (const name of fetched) assert.deepEqual(readFileSync(join(folder, name)), files[name]);
    const before = hub.asked.length;
    assert.equal(before, 1 + fetched.length - 1 + 1, "a listing, the files that are not empty, a redirect");
    assert.equal(await fetchModel(options, null), folder);
    assert.equal(hub.asked.length, before, "all of it is there");
    await fetchModel(options, "onnx/model_quantized.onnx");
    assert.deepEqual(hub.asked.slice(before), [`/owner/name/resolve/${commit}/onnx/model_quantized.onnx`]);
  }));

it("N44: what was fetched in part is gone on with, also where the hub begins anew", async () => {
  for (const ranges of [true, false]) {
    const options = { cacheFolder: newPath() };
    await serve(
      async (hub) => {
        await assert.rejects(fetchModel(at(hub, options.cacheFolder), null), refuses("encoder-unreachable"));
      },
      (url, response) => {
        if (url !== "/elsewhere") return undefined;
        response.writeHead(200, { "content-length": weights.length });
        response.write(weights.subarray(0, 100_000), () => response.destroy());
        return true;
      },
    );
    const folder = join(options.cacheFolder, commit, "owner", "name");
    assert.ok(!existsSync(join(folder, "onnx/model.onnx")));
    const have = statSync(join(folder, "onnx/model.onnx.part")).size;
    assert.ok(have > 0 && have <= 100_000);
    await serve(
      async (hub) => {
        await fetchModel(at(hub, options.cacheFolder), null);
        assert.ok(hub.asked.includes(`/elsewhere bytes=${have}-`));
        assert.ok(!hub.asked.some((url) => url.startsWith("/api/")), "the commit is known");
      },
      (url, response) =>
        url === "/elsewhere" && !ranges ? response.writeHead(200).end(files["onnx/model.onnx"]) : undefined,
    );
    assert.deepEqual(readFileSync(join(folder, "onnx/model.onnx")), files["onnx/model.onnx"]);
    assert.ok(!existsSync(join(folder, "onnx/model.onnx.part")));
  }
});

it("N44: two that fetch the same at once both have it", () =>
  serve(async (hub) => {
    const options = at(hub, newPath());
    const folders = await Promise.all([1, 2, 3].map(() => fetchModel(options, null)));
    for (const folder of folders)
      assert.deepEqual(readFileSync(join(folder, "onnx/model.onnx")), files["onnx/model.onnx"]);
  }));

it("N44: bytes that are not those listed are thrown away", async () => {
  const options = { cacheFolder: newPath() };
  for (const wrong of [Buffer.from(weights).fill(7), Buffer.concat([weights, weights])])
    await serve(
      async (hub) => {
        await assert.rejects(fetchModel(at(hub, options.cacheFolder), null), refuses("encoder-failed"));
      },
      (url, response) => (url === "/elsewhere" ? response.writeHead(200).end(wrong) : undefined),
    );
  await serve(async (hub) => {
    const folder = await fetchModel(at(hub, options.cacheFolder), null);
    assert.deepEqual(readFileSync(join(folder, "onnx/model.onnx")), weights);
  });
  await serve(
    async (hub) => {
      await assert.rejects(fetchModel(at(hub, newPath()), null), refuses("encoder-failed"));
    },
    (url, response) =>
      url.endsWith("/config.json") ? response.end('{"max_position_embeddings":511}') : undefined,
  );
});

it("N44: what cannot be had is named", async () => {
  await serve(async (hub) => {
    const rejects = (more: object, file: string | null, code: Parameters<typeof refuses>[0]): Promise<void> =>
      assert.rejects(fetchModel({ ...at(hub, newPath()), ...more }, file), refuses(code));
    for (const model of ["name", "../name", "owner/name/more", "owner/..", "https://host/owner/name", 7])
      await rejects({ model }, null, "invalid-options");
    for (const wrong of [{ hub: "ftp://host" }, { hub: 7 }, { cacheFolder: "" }, { revision: ".." }])
      await rejects(wrong, null, "invalid-options");
    assert.equal(hub.asked.length, 0);
    await rejects({ revision: "v9" }, null, "encoder-unreachable");
    assert.equal(hub.asked[0], "/api/models/owner/name/revision/v9?blobs=true");
    await rejects({ model: "owner/other" }, null, "encoder-unreachable");
    for (const file of ["other.onnx", "../outside.onnx"]) await rejects({}, file, "cannot-open");
    await rejects({ hub: "http://127.0.0.1:1" }, null, "encoder-unreachable");
  });
  for (const answer of ["<html>", "{}", JSON.stringify({ ...listing, sha: "../../x" })])
    await serve(
      async (hub) => {
        await assert.rejects(fetchModel(at(hub, newPath()), null), refuses("encoder-failed"));
      },
      (url, response) => (url.startsWith("/api/") ? response.end(answer) : undefined),
    );
  const blocked = newPath();
  mkdirSync(dirname(blocked), { recursive: true });
  writeFileSync(blocked, "a file where a folder should be");
  await serve(async (hub) => {
    await assert.rejects(
      fetchModel(at(hub, blocked), null),
      (error) =>
        (error as { code?: string }).code === "ENOTDIR" || (error as { code?: string }).code === "EEXIST",
    );
  });
});
