import type { Ordinal } from "../../model/ids.ts";
import type { Feeling } from "../../model/recall.ts";
import type { Visibility } from "../../ports/proposer.ts";
import { cueTerms, cueWords, isKnownAs } from "../../regions/prefrontal-cortex/cue-words.ts";
import type { Body } from "../fold/body.ts";
import type { Ranking } from "./rank.ts";

/** Something of the cue that the brain knows, and the memories of it. */
interface Known {
  readonly about: string;
  readonly rows: readonly Ordinal[];
}

/**
 * Feeling of knowing: what there is where the answer is not. Of what the cue names, the one that the fewest memories are
 * about, mention or come from; where it names nothing known, its rarest term that a memory holds. What none of these memories
 * holds of the cue is lacking. null where nothing is known of any of it.
 *
 * Claim: where the answer is not, what it would be about is told apart from what is not known at all.
 * Formula: SPEC MO5.
 * Citation: Hart 1965, doi:10.1037/h0022263; by what comes to mind: Koriat 1993, doi:10.1037/0033-295X.100.4.609.
 * Deviations: no strength of the feeling: what there is, and what is lacking.
 * Test: src/pathways/recall/monitor.test.ts.
 */
export function feelingOf(body: Body, ranking: Ranking, visibility: Visibility): Feeling | null {
  const { cue, proposals } = ranking;
  const found = proposals.get("lexical")?.found;
  const matchOf = (row: Ordinal): number => found?.matchOf?.(row) ?? 0;
  const terms = cueTerms(cue.features);
  const words = cueWords(cue.text, terms);
  const weights = found?.termWeights ?? [];
  try {
    const known =
      namedIn(body, ranking, visibility) ?? rarestIn(ranking, visibility, { words, weights, matchOf });
    if (known === null) return null;
    const { about, rows } = known;
    const held = rows.reduce((bits, row) => bits | matchOf(row), 0);
    const own = new Set(about.toLowerCase().split(/\s+/));
    const times = rows.map((row) => body.register.timeOf(row)).sort((a, b) => a - b);
    return {
      about,
      memories: rows.length,
      from: times[0]!,
      to: times.at(-1)!,
      lacking: words.flatMap((word, i) =>
        word === null || (held & (1 << i)) !== 0 || own.has(word.toLowerCase()) ? [] : [word],
      ),
    };
  } catch {
    // A channel that cannot tell costs the feeling, not the recall.
    return null;
  }
}

/** What names more is a text, not a question. */
const MOST_NAMES = 31;

/** A name as the cue has it, if it stands there as it is known. */
function writtenIn(text: string, key: string): string {
  const at = text.toLowerCase().indexOf(key);
  const written = text.slice(at, at + key.length);
  return at >= 0 && written.toLowerCase() === key ? written : key;
}

function namedIn({ modules, register }: Body, { cue }: Ranking, visibility: Visibility): Known | null {
  const speakers = register.speakers(visibility.scopeKeys);
  let best: Known | null = null;
  for (const { key, kind } of cue.features.concepts.slice(0, MOST_NAMES)) {
    if (kind === "time") continue;
    const rows = new Set<Ordinal>();
    for (const module of modules)
      for (const row of module.naming?.(key) ?? []) if (visibility.admits(row)) rows.add(row);
    const ownNames = new Set(speakers.filter((name) => isKnownAs(name, key)));
    for (let row = 0 as Ordinal; ownNames.size > 0 && row < register.rows; row++)
      if (ownNames.has(register.speakerAt(row) ?? "") && visibility.admits(row)) rows.add(row);
    if (rows.size > 0 && (best === null || rows.size < best.rows.length))
      best = { about: writtenIn(cue.text, key), rows: [...rows] };
  }
  return best;
}

function rarestIn(
  { candidates }: Ranking,
  visibility: Visibility,
  cue: {
    readonly words: readonly (string | null)[];
    readonly weights: readonly number[];
    matchOf(row: Ordinal): number;
  },
): Known | null {
  const matches = candidates
    .filter(({ ordinal }) => visibility.admits(ordinal))
    .map(({ ordinal }) => ({ ordinal, bits: cue.matchOf(ordinal) }));
  let best: { readonly known: Known; readonly weight: number } | null = null;
  for (const [i, weight] of cue.weights.entries()) {
    const about = cue.words[i] ?? null;
    if (about === null || (best !== null && weight <= best.weight)) continue;
    const rows = matches.filter(({ bits }) => (bits & (1 << i)) !== 0).map(({ ordinal }) => ordinal);
    if (rows.length > 0) best = { known: { about, rows }, weight };
  }
  return best?.known ?? null;
}
