import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly integrity?: string;
  readonly resolved?: string;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8")) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

/** As Node looks for it: beside the package, then in each folder above. */
function isLocked(name: string, from: string): boolean {
  const found = `${from}${from === "" ? "" : "/"}node_modules/${name}` in lock.packages;
  if (found || from === "") return found;
  return isLocked(name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))));
}

test("K4: the lock file names no host, and a hash for every package", () => {
  assert.ok(packages.length > 50);
  for (const [path, { resolved, integrity }] of packages) {
    assert.equal(resolved, undefined, path);
    assert.match(integrity ?? "", /^sha512-/, path);
  }
});

test("K4: the lock file holds what every package needs on every platform, or npm ci refuses it", () => {
  const missing = packages.flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isLocked(name, path))
      .map((name) => `${path} needs ${name}`),
  );
  assert.deepEqual(missing, []);
});
