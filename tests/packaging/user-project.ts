import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

export const root: string = join(import.meta.dirname, "../..");
const bin = join(root, "node_modules/.bin");

export interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever its exit code; a time-out gives the code `null`'s text. */
export function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const { cwd = root, timeoutMs = 120_000 } = options;
    execFile(command, args, { cwd, env, timeout: timeoutMs, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? `${error.signal}`), stdout, stderr }),
    );
  });
}

/** Without what npm tells its scripts: an npm inside would take this package for the one it works on. */
const env: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_TEST|NODE_OPTIONS)/.test(name)),
  ),
  PATH: [bin, process.env.PATH].join(delimiter),
};

/** Fails with what the program printed. */
export async function mustRun(...call: Parameters<typeof run>): Promise<Ran> {
  const ran = await run(...call);
  if (ran.code !== 0)
    throw new Error(`${call[0]} ${call[1].join(" ")}: ${ran.code}\n${ran.stdout}\n${ran.stderr}`);
  return ran;
}

interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

export interface Packed {
  readonly tarball: string;
  readonly bytes: number;
  readonly files: readonly PackedFile[];
}

export async function buildAndPack(folder: string): Promise<Packed> {
  await mustRun("npm", ["run", "build"]);
  const { stdout } = await mustRun("npm", [
    "pack",
    "--ignore-scripts",
    "--json",
    "--pack-destination",
    folder,
  ]);
  const report: unknown = JSON.parse(stdout);
  const [packed] = (Array.isArray(report) ? report : Object.values(report as object)) as {
    readonly filename: string;
    readonly size: number;
    readonly files: readonly PackedFile[];
  }[];
  return { tarball: join(folder, packed!.filename), bytes: packed!.size, files: packed!.files };
}

/**
 * Makes `folder` a project with the tarball installed, as a user would. Where no registry answers, the
 * tarball is unpacked by hand and its dependencies linked from here. Says how it came about.
 */
export async function install(tarball: string, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--fetch-retries=0"];
  const { code, stderr } = await run("npm", ["install", ...flags, tarball], {
    cwd: folder,
    timeoutMs: 60_000,
  });
  if (code === 0) return "npm install";
  const modules = join(folder, "node_modules");
  const home = join(modules, "encephalon");
  mkdirSync(home, { recursive: true });
  await mustRun("tar", ["-xzf", tarball, "-C", home, "--strip-components=1"]);
  const { dependencies } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(dependencies)) link(join(root, "node_modules", name), join(modules, name));
  link(join(home, "dist/cli/encephalon.js"), join(modules, ".bin/encephalon"));
  const reason = stderr.split("\n").filter((line) => line.startsWith("npm error"))[0] ?? "no answer";
  return `unpacked by hand, since npm install ended with ${code}: ${reason}`;
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(target, path);
}

/** A Node below 24 that is on the path, or null. */
export async function oldNode(): Promise<{ readonly path: string; readonly version: string } | null> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, "node");
    if (!existsSync(path)) continue;
    const version = (await run(path, ["--version"])).stdout.trim().slice(1);
    if (Number.parseInt(version, 10) < 24) return { path, version };
  }
  return null;
}

/** README's first example, and the output that it shows. */
export function readmeExample(): { readonly code: string; readonly output: string } {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const found = /^```ts\n(?<code>.*?)^```\n(?:(?!^```).)*^```text\n(?<output>.*?)^```$/ms.exec(
    readme,
  )?.groups;
  if (found === undefined)
    throw new Error("README.md needs a ```ts fence, then a ```text fence with what it prints.");
  return { code: found.code!, output: found.output! };
}
