import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import {
  buildAndPack,
  install,
  mustRun,
  oldNode,
  type Packed,
  readmeExample,
  root,
  run,
} from "./user-project.ts";

/** Of everything but the encoder, whose bytes compress no further. */
const maxPackedBytes = 448 * 1024;
/** What the package's size may be for the default encoder's sake. */
const maxEncoderBytes = 12e6;

const folder = mkdtempSync(join(tmpdir(), "encephalon-pack-"));
const project = join(folder, "project");
const example = readmeExample();
const old = await oldNode();
const needsOldNode = old === null ? { skip: "no Node below 24 on this machine" } : {};
let packed: Packed;
let installed: string;

before(async () => {
  packed = await buildAndPack(folder);
  installed = await install(packed.tarball, project);
  writeFileSync(join(project, "example.mjs"), example.code);
  writeFileSync(join(project, "example.ts"), example.code);
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("K1: the tarball holds the build, the encoder, the readme and the licence, nothing else", (t) => {
  t.diagnostic(`${packed.bytes} bytes in ${packed.files.length} files`);
  const strays = packed.files.filter(
    ({ path }) =>
      !/^(LICENSE|README\.md|package\.json|assets\/static-encoder\.bin|dist\/.*(\.js|\.d\.ts))$/.test(path),
  );
  assert.deepEqual(strays, []);
  for (const name of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"])
    assert.ok(
      packed.files.some(({ path }) => path === name),
      name,
    );
  assert.equal(
    (packed.files.find(({ path }) => path === "dist/cli/encephalon.js")?.mode ?? 0) & 0o111,
    0o111,
  );
  const encoder = packed.files.find(({ path }) => path === "assets/static-encoder.bin")?.size ?? 0;
  assert.ok(encoder > 0 && encoder < maxEncoderBytes);
  const rest = packed.bytes - gzipSync(readFileSync(join(root, "assets/static-encoder.bin"))).length;
  t.diagnostic(`${rest} bytes without the encoder`);
  assert.ok(rest < maxPackedBytes);
});

test("publint finds nothing", async () => {
  const { code, stdout } = await run("publint", ["run", packed.tarball, "--strict"]);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /All good!/);
});

test("every entry has types where node and bundlers look for them", async () => {
  const { code, stdout } = await run("attw", [
    "--profile",
    "esm-only",
    "--no-emoji",
    packed.tarball,
    "--exclude-entrypoints",
    "static-encoder.bin",
  ]);
  assert.equal(code, 0, stdout);
});

test("K2: README's first example prints what README says", async (t) => {
  t.diagnostic(installed);
  const { stdout } = await mustRun("node", ["example.mjs"], { cwd: project });
  assert.equal(stdout, example.output);
});

test("K2: README's first example type-checks strictly, without the types of Node", async () => {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: "nodenext",
    target: "es2024",
    lib: ["es2024", "dom"],
    types: [],
    skipLibCheck: false,
  };
  const mistake = example.code.replace("observe({", "observe({ speakr: 1,");
  writeFileSync(join(project, "mistake.ts"), mistake);
  const files = ["example.ts", "mistake.ts"];
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files }));
  const { stdout } = await run("tsc", [], { cwd: project });
  assert.match(stdout, /'speakr'/);
  assert.doesNotMatch(stdout, /^(?!mistake\.ts|\s)./m);
});

test("the other entries and the command can be reached", async () => {
  for (const entry of ["encephalon/transcripts", "encephalon/mcp"]) {
    const code = `console.log(Object.keys(await import("${entry}")).length > 0)`;
    const { stdout } = await mustRun("node", ["--input-type=module", "-e", code], { cwd: project });
    assert.equal(stdout, "true\n", entry);
  }
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly version: string;
  };
  const command = await mustRun("node_modules/.bin/encephalon", ["--version"], { cwd: project });
  assert.equal(command.stdout.trim(), version);
});

test("K3: old-node: importing the package under an old Node does not fail", needsOldNode, async () => {
  const { stdout } = await mustRun(
    old!.path,
    ["--input-type=module", "-e", "console.log(typeof (await import('encephalon')).openBrain)"],
    { cwd: project },
  );
  assert.equal(stdout, "function\n");
});

test(
  "old-node: opening a file under an old Node rejects with the version and the remedy",
  needsOldNode,
  async () => {
    const code = `import { EncephalonError, openBrain } from "encephalon";
    const error = await openBrain({ path: "old.brain" }).catch((error) => error);
    console.log(JSON.stringify([error instanceof EncephalonError, error.code, error.value, error.message]));`;
    const { stdout } = await mustRun(old!.path, ["--input-type=module", "-e", code], { cwd: project });
    const [typed, name, value, message] = JSON.parse(stdout);
    assert.deepEqual([typed, name, value], [true, "old-node", old!.version]);
    assert.ok(
      message.includes(`this is Node ${old!.version}`) && /Install a current Node/.test(message),
      message,
    );
  },
);

test("K3: old-node: the command under an old Node says so, without a stack trace", needsOldNode, async () => {
  const command = join(project, "node_modules/encephalon/dist/cli/encephalon.js");
  const { code, stdout, stderr } = await run(old!.path, [command, "stats", "--brain", "my.brain"], {
    cwd: project,
  });
  assert.notEqual(code, 0);
  assert.equal(stdout, "");
  assert.ok(stderr.includes(`Node ${old!.version}`) && /Install a current Node/.test(stderr), stderr);
  assert.doesNotMatch(stderr, /node:sqlite|^\s+at /m);
});
