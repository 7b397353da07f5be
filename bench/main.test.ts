import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

function bench(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(import.meta.dirname, "main.ts"), ...args], { encoding: "utf8" });
}

test("an unknown name, option or data set lists the names and ends with 2", () => {
  for (const args of [
    ["remember"],
    [],
    ["recall", "--fast"],
    ["recall", "speed"],
    ["concepts", "--encoder", "none"],
    ["recall", "--data", "/nowhere/at/all"],
    ["recall", "--data", ".", "--only", "nothing"],
  ]) {
    const { status, stderr } = bench(...args);
    assert.equal(status, 2, args.join(" "));
    assert.match(stderr, /recall .*\n(.|\n)*speed /, args.join(" "));
  }
});

test("--help lists the names and ends with 0", () => {
  const { status, stdout } = bench("--help");
  assert.equal(status, 0);
  assert.match(stdout, /--quick/);
});

test("each benchmark says what it takes", () => {
  for (const name of ["recall", "passages", "ablation", "held-out", "encoders", "concepts", "kernels"]) {
    const { status, stdout } = bench(name, "--help");
    assert.equal(status, 0, name);
    assert.ok(stdout.startsWith(`npm run bench -- ${name} `), name);
    assert.match(stdout, /--json FILE/, name);
  }
});

test("recall runs on the fixtures with all systems and writes its figures", () => {
  const folder = mkdtempSync(join(tmpdir(), "encephalon-bench-"));
  try {
    const json = join(folder, "figures.json");
    const { status, stdout, stderr } = bench(
      "recall",
      "--quick",
      "--data",
      join(import.meta.dirname, "fixtures"),
      "--json",
      json,
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, /hotpotqa: absent/);
    const report = JSON.parse(readFileSync(json, "utf8"));
    assert.deepEqual(
      [...new Set(report.results.map((row: { system: string }) => row.system))],
      ["encephalon", "bm25", "minisearch"],
    );
    // Three turns, asked for five: whatever shares a word with the question is found.
    const found = report.results.find(
      (row: Record<string, unknown>) =>
        row.dataset === "longmemeval-evidence" && row.system === "encephalon" && row.slice === "all",
    );
    assert.equal(found.value, 1);
    assert.equal(report.meta.quick, true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
