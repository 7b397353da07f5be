/**
 * Each rule of docs/SPEC.md is held by a test that quotes it at the beginning of its title: `S3: …`,
 * `S1-S4: …`, `U2, U7: …`. Prints the rules that none quotes, exits with 1.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const title = /["'`]([A-Z]{1,2}\d+(?:(?:-|, )[A-Z]{1,2}\d+)*): /g;

/** Rules of `root/docs/SPEC.md` that no title under `root` quotes, in the order of the page. */
export function unquotedRules(root: string): readonly string[] {
  const spec = readFileSync(join(root, "docs/SPEC.md"), "utf8");
  const rules = [...spec.matchAll(/^- \*\*([A-Z]{1,2}\d+)\*\* /gm)].map(([, rule]) => rule!);
  // Titles that many tests share stand beside the tests, in `tests`.
  const files = globSync(["{src,bench,examples,tools}/**/*.test.ts", "tests/**/*.ts"], {
    cwd: root,
    exclude: (path) => path.includes("node_modules"),
  });
  const quoted = new Set(
    files
      .flatMap((file) => [...readFileSync(join(root, file), "utf8").matchAll(title)])
      .flatMap(([, ids]) => ids!.split(", ").flatMap(stretch)),
  );
  return rules.filter((rule) => !quoted.has(rule));
}

/** `S1-S4` is S1, S2, S3, S4. */
function stretch(ids: string): readonly string[] {
  const [from, to = from] = ids.split("-") as [string, string?];
  const letters = from.replace(/\d+/, "");
  const [first, last] = [Number(from.slice(letters.length)), Number(to.slice(letters.length))];
  return Array.from({ length: last - first + 1 }, (_, i) => `${letters}${first + i}`);
}

if (import.meta.main) {
  const missing = unquotedRules(join(import.meta.dirname, ".."));
  for (const rule of missing) console.error(`${rule}: no test quotes this rule of docs/SPEC.md.`);
  process.exitCode = missing.length > 0 ? 1 : 0;
}
