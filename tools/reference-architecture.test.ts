import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Manifest } from "../src/index.ts";
import { manifests, referenceArchitecture } from "./reference-architecture.ts";

const root = join(import.meta.dirname, "..");

test("K7: docs/reference-architecture.md is what the manifests say", () => {
  const page = readFileSync(join(root, "docs/reference-architecture.md"), "utf8");
  assert.equal(page, referenceArchitecture(manifests), "run `npm run docs`");
});

test("K7: every module names a test that exists", () => {
  const missing = manifests.filter((module) => !existsSync(join(root, module.test)));
  assert.deepEqual(
    missing.map(({ name, test }) => `${name}: ${test}`),
    [],
  );
});

test("K7: a module's row has every part of its manifest, its platform left out", () => {
  const module: Manifest = {
    name: "ripple",
    version: "3+icu-77",
    kind: "region",
    consumes: ["observed", "slept"],
    produces: ["candidates", "ripple.power"],
    function: "Replays a|b.",
    anatomy: "CA3",
    citations: ["Foster, Wilson 2006 doi:10.1038/nature04587"],
    test: "src/regions/hippocampus/ripple.test.ts",
  };
  const lines = referenceArchitecture([module]).split("\n");
  assert.ok(
    lines.includes(
      "| ripple | region | observed, slept | candidates, ripple.power | Replays a\\|b. | CA3 | " +
        "Foster, Wilson 2006 [doi:10.1038/nature04587](https://doi.org/10.1038/nature04587) | " +
        "[src/regions/hippocampus/ripple.test.ts](../src/regions/hippocampus/ripple.test.ts) | 3 |",
    ),
  );
  for (const edge of [
    "  event_observed --> module_ripple",
    "  event_slept --> module_ripple",
    "  module_ripple -- candidates --> recall",
    "  module_ripple --> signal_ripple_power",
  ])
    assert.ok(lines.includes(edge), edge);
});
