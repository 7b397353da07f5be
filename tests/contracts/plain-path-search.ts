import { handlesOf, leastLikeness, spellingsOf } from "../../src/perception/name-variants.ts";
import type { PathParameters } from "../../src/regions/hippocampus/path-parameters.ts";

/** An episode as the rules H4-H13 see it. `score` is a share of a full one. */
export interface PlainEpisode {
  readonly scope: string;
  readonly mentions: readonly string[];
  readonly topics: readonly string[];
  readonly score: number;
  readonly terms: readonly number[];
  readonly findable: boolean;
  readonly admitted: boolean;
}

export interface PlainPath {
  readonly rows: readonly number[];
  readonly score: number;
  readonly terms: ReadonlySet<number>;
}

/** Path search as SPEC states it, with no index: every count is taken by going through all episodes. */
export function plainPathSearch(
  episodes: readonly PlainEpisode[],
  scopes: readonly string[],
  cueNames: ReadonlySet<string>,
  weights: readonly number[],
  firstRows: readonly number[],
  p: PathParameters,
): readonly { readonly row: number; readonly score: number; readonly path: readonly number[] }[] {
  const all = episodes.map((_, row) => row);
  const seen = all.filter((row) => episodes[row]!.findable && scopes.includes(episodes[row]!.scope));
  const about = (name: string): number[] => seen.filter((row) => episodes[row]!.topics.includes(name));
  const mentionsOf = ({ mentions, topics }: PlainEpisode): string[] =>
    mentions.filter((name) => !topics.includes(name));
  const mentioning = (name: string): number[] =>
    seen.filter((row) => mentionsOf(episodes[row]!).includes(name));
  const shareOf = (name: string): number => about(name).length + mentioning(name).length;
  const specificity = (name: string, chances: number, shared = shareOf(name)): number => {
    return seen.length < 2
      ? 0
      : Math.max(0, Math.log(seen.length / (shared * chances)) / Math.log(seen.length));
  };
  const weigh = (terms: Iterable<number>): number =>
    [...terms].reduce((sum, term) => sum + weights[term]!, 0);
  /** What a concept gives to each episode that it leads to. */
  const spread = (name: string, strength: number): [row: number, part: number][] => {
    const parts: [number, number][] = [];
    const groups: [number[], number][] = [
      [about(name), 1],
      [mentioning(name), p.mention],
    ];
    for (const [rows, factor] of groups)
      if (rows.length <= p.mostShared)
        for (const row of rows) parts.push([row, (strength * factor) / rows.length ** p.fan]);
    return parts;
  };

  /** The names of what the visible episodes are about that this one may be a variant of. */
  const variantsOf = (name: string): Map<string, number> => {
    const variants = new Map<string, number>();
    const topics = new Set(seen.flatMap((row) => episodes[row]!.topics));
    topics.delete(name);
    for (const { handle, strength } of spellingsOf(name)) {
      const alike = [...topics].flatMap((topic) =>
        handlesOf(topic)
          .filter((its) => its.handle === handle && its.strength * strength >= leastLikeness)
          .map((its) => ({ topic, likeness: its.strength * strength })),
      );
      for (const { topic, likeness } of alike)
        variants.set(topic, Math.max(variants.get(topic) ?? 0, likeness / alike.length));
    }
    return variants;
  };

  const whole = [...cueNames].filter(
    (name) =>
      ![...cueNames].some(
        (other) => other !== name && ` ${other} `.includes(` ${name} `) && about(other).length > 0,
      ),
  );
  /** The cue's names that an episode is about and that lead anywhere. */
  const answered = (row: number): string[] =>
    whole.filter((name) => about(name).includes(row) && about(name).length <= p.mostShared);
  const gains = new Map<number, number>();
  for (const name of whole)
    for (const [row, part] of spread(name, p.seed * specificity(name, 1)))
      gains.set(row, (gains.get(row) ?? 0) + part);
  const byRank = (a: PlainPath, b: PlainPath): number => b.score - a.score || b.rows.at(-1)! - a.rows.at(-1)!;
  const paths: PlainPath[] = [...new Set([...firstRows, ...gains.keys()])]
    .filter((row) => episodes[row]!.admitted)
    .map((row) => ({
      rows: [row],
      score: episodes[row]!.score + (gains.get(row) ?? 0),
      terms: new Set(episodes[row]!.terms),
    }));
  let frontier = [...paths].sort(byRank).slice(0, p.beam);
  for (let length = 2; length <= p.longest; length++) {
    const reached = new Map<number, PlainPath>();
    for (const path of frontier) {
      const step = (row: number, linked: number): void => {
        const episode = episodes[row]!;
        if (!episode.admitted || path.rows.includes(row)) return;
        const lacking = episode.terms.filter((term) => !path.terms.has(term));
        const added = lacking.length === 0 ? 0 : (episode.score * weigh(lacking)) / weigh(episode.terms);
        const score = path.score * p.keep + linked + p.rest * added;
        if (score > (reached.get(row)?.score ?? Number.NEGATIVE_INFINITY))
          reached.set(row, {
            rows: [...path.rows, row],
            score,
            terms: new Set([...path.terms, ...episode.terms]),
          });
      };
      const from = path.rows.at(-1)!;
      const { topics } = episodes[from]!;
      const mentions = mentionsOf(episodes[from]!);
      const chances = p.coincidence * Math.max(1, mentions.length);
      for (const name of [...topics, ...mentions]) {
        if (cueNames.has(name)) continue;
        const early = topics.includes(name) ? 1 : 1 / (1 + mentions.indexOf(name) / p.halfAt);
        const passedOn = path.score * p.furtherHop ** (length - 2) * p.link * early;
        const strength = specificity(name, chances);
        if (strength === 0) continue;
        for (const [row, part] of spread(name, passedOn * strength)) step(row, part);
        if (about(name).length > 0) continue;
        for (const [other, likeness] of variantsOf(name)) {
          const rows = about(other);
          if (cueNames.has(other) || rows.length > p.mostShared) continue;
          const likely = p.variant * likeness * specificity(name, chances, shareOf(name) + shareOf(other));
          if (likely === 0) continue;
          for (const row of rows) step(row, (passedOn * likely) / rows.length ** p.fan);
        }
      }
      const held = answered(from);
      if (length > 2 || held.length === 0) continue;
      for (const row of all) {
        const own = episodes[row]!.score + (gains.get(row) ?? 0);
        const others = answered(row);
        if (others.length > 0 && !others.some((name) => held.includes(name)) && own <= path.score)
          step(row, gains.get(row) ?? 0);
      }
    }
    paths.push(...reached.values());
    frontier = [...reached.values()].sort(byRank).slice(0, p.beam);
  }
  const best = all.flatMap((row) => {
    const through = paths.filter(({ rows, score }) => score > 0 && rows.includes(row));
    const score = Math.max(...through.map((path) => path.score));
    const place = Math.min(
      ...through.filter((path) => path.score === score).map(({ rows }) => rows.indexOf(row)),
    );
    const [path] = through
      .filter((path) => path.score === score && path.rows.indexOf(row) === place)
      .sort((a, b) => a.rows.length - b.rows.length || b.rows.at(-1)! - a.rows.at(-1)!);
    return path === undefined ? [] : [{ row, score, place, path: path.rows }];
  });
  return best.sort((a, b) => b.score - a.score || a.place - b.place || b.row - a.row);
}
