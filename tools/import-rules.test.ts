import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "encephalon-imports-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const layers = "model ports math kernels store perception channels register pathways adapters servers cli";
for (const layer of layers.split(" ")) write(`src/${layer}/x.ts`, "export const x = 1;\n");
for (const path of [
  "src/regions/amygdala/x.ts",
  "src/regions/thalamus/x.ts",
  "bench/x.ts",
  "src/model/t.test.ts",
])
  write(path, "export const x = 1;\n");
/** Lines that export from each path, in a file in `src`. */
const exportsOf = (...paths: readonly string[]): string =>
  paths.map((path) => `export * from "./${path}";\n`).join("");
write("src/anatomy.ts", exportsOf("store/x.ts", "perception/x.ts", "pathways/x.ts", "adapters/x.ts"));
write("src/brain.ts", exportsOf("anatomy.ts", "pathways/x.ts", "perception/x.ts"));
write("src/index.ts", exportsOf("brain.ts", "model/x.ts", "servers/x.ts"));
write("node_modules/only-for-us/package.json", '{ "name": "only-for-us", "main": "index.js" }');
write("node_modules/only-for-us/index.js", "export const x = 1;\n");
write("package.json", '{ "type": "module", "devDependencies": { "only-for-us": "*" } }');
cpSync(join(root, "tsconfig.json"), join(folder, "tsconfig.json"));
cpSync(join(root, ".dependency-cruiser.mjs"), join(folder, ".dependency-cruiser.mjs"));

/** What each file imports, and the rule that this breaks. */
const broken: readonly (readonly [file: string, imports: string, rule: string])[] = [
  ["src/model/a.ts", "src/ports/x.ts", "model"],
  ["src/ports/a.ts", "src/math/x.ts", "ports"],
  ["src/math/a.ts", "src/ports/x.ts", "math"],
  ["src/kernels/a.ts", "src/channels/x.ts", "kernels"],
  ["src/store/a.ts", "src/perception/x.ts", "store"],
  ["src/perception/a.ts", "src/channels/x.ts", "perception"],
  ["src/channels/b.ts", "src/register/x.ts", "channels"],
  ["src/channels/c.ts", "src/store/x.ts", "channels"],
  ["src/channels/e.ts", "src/kernels/x.ts", "channels"],
  ["src/register/a.ts", "src/store/x.ts", "register"],
  ["src/regions/amygdala/a.ts", "src/channels/x.ts", "regions"],
  ["src/regions/amygdala/b.ts", "src/regions/thalamus/x.ts", "one-region"],
  ["src/pathways/a.ts", "src/store/x.ts", "pathways"],
  ["src/pathways/b.ts", "src/perception/x.ts", "pathways"],
  ["src/pathways/c.ts", "src/brain.ts", "pathways"],
  ["src/adapters/a.ts", "src/brain.ts", "adapters"],
  ["src/servers/a.ts", "src/cli/x.ts", "servers"],
  ["src/cli/a.ts", "src/store/x.ts", "cli"],
  ["src/cli/b.ts", "bench/x.ts", "cli"],
  ["examples/a.ts", "src/model/x.ts", "examples"],
  ["src/utils/a.ts", "src/model/x.ts", "only-layers"],
  ["src/ports/b.ts", "src/ports/b.ts", "no-cycle"],
  ["src/math/p.ts", "src/math/q.ts", "no-cycle"],
  ["src/channels/d.ts", "node:fs", "node-at-the-edge"],
  ["src/adapters/b.ts", "node:fs", "node-at-the-edge"],
  ["src/model/b.ts", "src/model/t.test.ts", "no-test-in-code"],
  ["bench/a.ts", "src/model/t.test.ts", "no-test-in-code"],
  ["src/model/c.ts", "only-for-us", "no-development-dependency"],
  ["src/model/d.ts", "src/model/missing.ts", "no-unknown-module"],
];

/** What the files in `src` itself import too much. */
const wiring: typeof broken = [
  ["src/anatomy.ts", "src/adapters/x.ts", "anatomy.ts"],
  ["src/brain.ts", "src/perception/x.ts", "brain.ts"],
  ["src/index.ts", "src/servers/x.ts", "index.ts"],
];

/** What is near a rule, and keeps it. */
const kept: readonly (readonly [file: string, imports: string])[] = [
  ["src/perception/k.ts", "src/math/x.ts"],
  // The way back of p's cycle, which is reported once.
  ["src/math/q.ts", "src/math/p.ts"],
  ["src/store/k.ts", "node:fs"],
  ["src/channels/k.ts", "src/ports/x.ts"],
  ["src/channels/p.ts", "src/perception/x.ts"],
  ["src/channels/k.test.ts", "src/perception/x.ts"],
  ["src/regions/amygdala/k.ts", "src/regions/amygdala/x.ts"],
  ["src/regions/thalamus/k.ts", "src/perception/x.ts"],
  ["src/pathways/k.ts", "src/register/x.ts"],
  ["src/cli/k.ts", "src/servers/x.ts"],
  ["examples/k.ts", "src/index.ts"],
  ["bench/k.ts", "src/channels/x.ts"],
  ["src/model/k.test.ts", "only-for-us"],
];

for (const [file, imports] of [...broken, ...kept]) {
  const up = "../".repeat(file.split("/").length - 1);
  const specifier = imports.endsWith(".ts") ? `${up}${imports}` : imports;
  write(file, `import type { x } from ${JSON.stringify(specifier)};\nexport type X = typeof x;\n`);
}

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

test("K6: each import rule finds what breaks it, and nothing else", () => {
  const command = ["--output-type", "json", "src", "bench", "examples"];
  const { stdout, stderr } = spawnSync(join(root, "node_modules/.bin/depcruise"), command, {
    cwd: folder,
    encoding: "utf8",
  });
  assert.notEqual(stdout, "", stderr);
  const { violations } = (
    JSON.parse(stdout) as { readonly summary: { readonly violations: readonly Violation[] } }
  ).summary;
  const found = violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
  assert.deepEqual(
    found
      .map((line) => line.replace(/-> .*only-for-us.*/, "-> only-for-us").replace("../../src/", "src/"))
      .sort(),
    [...broken, ...wiring]
      .map(([file, imports, rule]) => `${rule}: ${file} -> ${imports.replace("node:", "")}`)
      .sort(),
  );
});

test("K6: SQL outside the store is found, in code and not in prose", async () => {
  const { sqlOutsideStore } = await import("./sql-stays-in-store.ts");
  write(
    "src/cli/sql.ts",
    'export const count = "SELECT count(*) FROM events WHERE seq > 1";\n// Please select one from these.\n',
  );
  write("src/store/sql.ts", 'export const count = "DELETE FROM events";\n');
  write("src/cli/sql.test.ts", 'export const count = "PRAGMA page_size";\n');
  assert.deepEqual(sqlOutsideStore(folder), ["src/cli/sql.ts:1"]);
});

test("K6: the tree as it stands has no SQL outside the store", () => {
  execFileSync(process.execPath, [join(import.meta.dirname, "sql-stays-in-store.ts")]);
});

test("K6: every folder and file of src is a layer; regions is where the first region will go", () => {
  const text = readFileSync(join(root, ".dependency-cruiser.mjs"), "utf8");
  const [, table] = /^const layers = \{\n([\s\S]+?)^\};/m.exec(text)!;
  const layers = [...table!.matchAll(/^ {2}"?([\w.-]+)"?:/gm)].map(([, layer]) => layer!);
  const there = new Set([...readdirSync(join(root, "src")), "regions"]);
  assert.deepEqual(layers.sort(), [...there].sort());
});
