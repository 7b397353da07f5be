import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Item } from "../datasets/dataset.ts";
import type { Found } from "../systems/system.ts";
import { type Peer, textOf } from "./peer.ts";

/** The virtual environment that `install.ts` makes. */
export const venv: string = join(import.meta.dirname, ".cache", "mempalace");
const python = join(venv, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const notInstalled = "not installed: it needs Python 3.9 or newer with pip and venv";
const answerMs = 120_000;

/** MemPalace, a Python package, in a process of its own: its times hold a line over a pipe each way. */
export const mempalace: Peer = {
  name: "mempalace",
  version: installedVersion,
  how: "vectors and BM25 (union) over ChromaDB; on disk",
  mostItems: 1000,
  async open({ encoder, embeddingUrl, folder }) {
    installedVersion();
    const host = new Host(folder, embeddingUrl, encoder.id);
    return {
      async observe(item) {
        await host.ask({ op: "add", items: [drawerOf(item)] });
      },
      async observeMany(items) {
        for (let from = 0; from < items.length; from += 50)
          await host.ask({ op: "add", items: items.slice(from, from + 50).map(drawerOf) });
      },
      async recall({ text }, k) {
        // A long item lies in several drawers: it counts where its first one does, and the others' places are filled.
        const hits = (await host.ask({ op: "search", text, k: 2 * k })) as readonly Found[];
        const first = new Map<string, Found>();
        for (const hit of hits) if (!first.has(hit.id)) first.set(hit.id, hit);
        return [...first.values()].slice(0, k);
      },
      stored: async () => (await host.ask({ op: "stored" })) as number,
      close: () => host.close(),
    };
  },
};

function drawerOf(item: Item): { readonly id: string; readonly room: string; readonly text: string } {
  return { id: item.id, room: item.session ?? "passages", text: textOf(item) };
}

/** Of what `install.ts` installed; null before. */
export function mempalaceVersion(): string | null {
  const lib = join(venv, "lib");
  for (const name of existsSync(lib) ? readdirSync(lib) : [])
    for (const entry of readdirSync(join(lib, name, "site-packages"))) {
      const version = /^mempalace-(.+)\.dist-info$/.exec(entry)?.[1];
      if (version !== undefined) return version;
    }
  return null;
}

function installedVersion(): string {
  const version = mempalaceVersion();
  if (version === null) throw new Error(notInstalled);
  return version;
}

/** One request at a time, each answered by a line. */
class Host {
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #lines: AsyncIterator<string>;
  #stderr = "";

  constructor(folder: string, embeddingUrl: string, model: string) {
    this.#process = spawn(python, [join(import.meta.dirname, "mempalace-host.py")], {
      stdio: ["pipe", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        // Its settings, its log of writes and its palace: all in the folder, nothing of the user's is read.
        HOME: folder,
        MEMPALACE_CONFIG_DIR: join(folder, "config"),
        MEMPALACE_PALACE_PATH: join(folder, "palace"),
        MEMPALACE_EMBEDDING_MODEL: "openai-compat",
        MEMPALACE_EMBEDDING_API_URL: embeddingUrl,
        MEMPALACE_EMBEDDING_API_MODEL: model,
        ANONYMIZED_TELEMETRY: "False",
        HF_HUB_OFFLINE: "1",
        // Whatever else it would ask of the network ends at a port where nobody listens.
        HTTP_PROXY: "http://127.0.0.1:9",
        HTTPS_PROXY: "http://127.0.0.1:9",
        NO_PROXY: "127.0.0.1,localhost",
      },
    });
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-2000);
    });
    this.#process.stdin.on("error", () => {}); // it ended: the missing answer says so
  }

  async ask(request: object): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const timer = setTimeout(() => this.#process.kill(), answerMs);
    const line = await this.#lines.next();
    clearTimeout(timer);
    if (line.done) throw new Error(`MemPalace's process ended: ${this.#stderr.trim()}`);
    const answer = JSON.parse(line.value) as { readonly ok?: unknown; readonly error?: string };
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.ok;
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.stdin.end();
    await ended;
  }
}
