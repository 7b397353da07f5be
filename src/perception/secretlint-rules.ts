import type { rules as presetRules } from "@secretlint/secretlint-rule-preset-recommend";
import type { Finding } from "./secret-rules.ts";

type Handler = ReturnType<(typeof presetRules)[number]["create"]>;
type SourceCode = Parameters<NonNullable<Handler["file"]>>[0];

/**
 * secretlint's recommended preset, run rule by rule. Not through `@secretlint/core`: its `lintSource` marks every
 * rule on the process's performance timeline, keeps the marks for good and searches them on each call
 * (8 ms a call over the first thousand, 43 ms over the second).
 *
 * Left out: `filter-comments`, by which a text could have its own secrets let through; `gcp`, which opens files;
 * the two for addresses, which take the host along with the password.
 */
const leftOut: ReadonlySet<string> = new Set([
  "filter-comments",
  "gcp",
  "basicauth",
  "database-connection-string",
]);
const rulePrefix = "@secretlint/secretlint-rule-";

/** Shorter matches are prose: `SG.a.b`, `xoxb-a-b`. No token that the rules know is so short. */
const minLength = 20;
/** What every longer match contains: without it the rules need not run. */
const mayMatch = /[A-Za-z0-9_+/=.-]{20}/;

/** Texts are scanned in windows: longer than any token, and each overlaps the next by more than one. */
const windowLength = 65_536;
const overlap = 4_096;

type Report = (from: number, to: number) => void;
interface Rule {
  readonly name: string;
  scan(content: string, report: Report): void | Promise<void>;
}

let loading: Promise<readonly Rule[]> | null = null;

export async function secretlintFindings(text: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (!mayMatch.test(text)) return findings;
  loading ??= loadRules();
  const rules = await loading;
  for (let start = 0; start === 0 || start + overlap < text.length; start += windowLength - overlap) {
    const content = text.slice(start, start + windowLength);
    if (!mayMatch.test(content)) continue;
    for (const rule of rules)
      await rule.scan(content, (from, to) => {
        if (to - from >= minLength) findings.push({ rule: rule.name, from: start + from, to: start + to });
      });
  }
  return findings;
}

/** 220 KB of rules, loaded at the first text that needs them. */
async function loadRules(): Promise<readonly Rule[]> {
  const { rules } = await import("@secretlint/secretlint-rule-preset-recommend");
  return rules
    .map((creator): Rule => {
      let report: Report = () => {};
      const handler = creator.create(
        {
          sharedOptions: {},
          createTranslator: () => (messageId) => ({ message: "", messageId: String(messageId), data: {} }),
          report: ({ range }) => report(range[0], range[1]),
          ignore: () => {},
        },
        {},
      );
      return {
        name: creator.meta.id.slice(rulePrefix.length),
        scan(content, to) {
          report = to;
          // No path and no extension: a text that is no file.
          return handler.file?.({ content } as SourceCode);
        },
      };
    })
    .filter(({ name }) => !leftOut.has(name));
}
