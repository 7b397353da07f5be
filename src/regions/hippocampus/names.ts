import type { ConceptMention } from "../../ports/features.ts";

/** Names longer than this have no short form: they are titles of works. */
const LONGEST_FULL_NAME = 5;
const notOfAPerson = /^(?:a|an|and|at|by|for|in|of|on|the|to)$|\d/;

/**
 * First and last word of a name of three to five ("leo daniel maloney" and "leo d maloney" are both
 * "leo maloney"); null where the name is no person's or has no shorter form.
 */
export function shortName(key: string): string | null {
  const words = key.split(" ");
  if (words.length < 3 || words.length > LONGEST_FULL_NAME) return null;
  if (words.some((word) => notOfAPerson.test(word))) return null;
  return `${words[0]} ${words.at(-1)}`;
}

/**
 * What episodes are bound by: names and works, and the short forms of both. Dates and common terms
 * are shared by too many that have nothing to do with one another.
 */
export function bindingNames(mentions: readonly ConceptMention[]): ReadonlySet<string> {
  return withShortNames(
    mentions.filter(({ kind }) => kind === "name" || kind === "work").map(({ key }) => key),
  );
}

function withShortNames(keys: Iterable<string>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const key of keys) {
    names.add(key);
    const short = shortName(key);
    if (short !== null) names.add(short);
  }
  return names;
}
