import { lexicalParameters as p } from "../../src/channels/lexical-parameters.ts";
import { fieldMask, fields } from "../../src/channels/postings.ts";
import type { LogEvent } from "../../src/model/event.ts";
import { type Scope, scopeAdmits, scopeKey } from "../../src/model/scope.ts";
import { perception } from "../../src/perception/perception.ts";
import type { Features } from "../../src/ports/features.ts";
import type { Cue } from "../../src/ports/proposer.ts";

/** One episode as the plain implementation sees it. */
interface Plain {
  readonly id: string;
  readonly features: Features;
  readonly speaker: string | undefined;
  readonly role: string | undefined;
  readonly chain: string | null;
  readonly scope: Scope;
  readonly hidden: boolean;
}

/** What is left after the log: a list, filtered, in order. */
function plainEpisodes(events: readonly LogEvent[]): readonly Plain[] {
  const left = new Map<number, Plain>();
  for (const event of events) {
    if (event.type === "observed" && event.episode !== null) {
      const { speaker, role, session, scope } = event.episode;
      left.set(event.seq, {
        id: event.id,
        features: perception.perceive(event.episode),
        speaker,
        role,
        chain: session === undefined ? null : `${scopeKey(scope)}/${session}`,
        scope,
        hidden: false,
      });
    } else if (event.type === "erased") for (const { seq } of event.episodes) left.delete(seq);
    else if (event.type === "forgotten")
      for (const { seq } of event.episodes) {
        const episode = left.get(seq);
        if (episode !== undefined) left.set(seq, { ...episode, hidden: event.forgotten });
      }
  }
  return [...left.values()];
}

/**
 * SPEC C1-C8 word for word, with maps and loops: no postings, no columns, no scratch space. Scores by
 * id for every episode that has one.
 */
export function plainScores(events: readonly LogEvent[], cue: Cue, scope: Scope): Map<string, number> {
  const all = plainEpisodes(events);
  const seen = all.filter((episode) => !episode.hidden && scopeAdmits(scope, episode.scope));
  const wordsOf = ({ features }: Plain): number =>
    features.text.words + features.caption.words + features.title.words;
  const count = (episode: Plain, field: (typeof fields)[number], term: string): number => {
    const { terms, counts } = episode.features[field];
    const at = terms.indexOf(term);
    return at < 0 ? 0 : Math.min(counts[at]!, fieldMask[field]);
  };
  const average = (field: (typeof fields)[number]): number => {
    const lengths = seen.map(({ features }) => features[field].words).filter((length) => length > 0);
    return lengths.length === 0 ? 0 : lengths.reduce((sum, length) => sum + length) / lengths.length;
  };
  const own = (episode: Plain, term: string): number =>
    fields.reduce((sum, field) => {
      const mean = average(field);
      const norm = mean === 0 ? 1 : 1 - p.b[field] + (p.b[field] * episode.features[field].words) / mean;
      return sum + (p.weight[field] * count(episode, field, term)) / norm;
    }, 0);
  const context = (episode: Plain, term: string): number => {
    if (episode.chain === null) return 0;
    const chain = all.filter(({ chain }) => chain === episode.chain);
    const at = chain.indexOf(episode);
    let sum = 0;
    for (const direction of [-1, 1]) {
      let between = Math.floor(wordsOf(episode) / 2);
      for (let step = 1; step <= p.contextTurns; step++) {
        const neighbour = chain[at + direction * step];
        if (neighbour === undefined) break;
        const distance = between + Math.floor(wordsOf(neighbour) / 2);
        const weight = p.contextWeight * Math.exp(-distance / p.contextWords);
        if (weight < p.leastContext) break;
        between += wordsOf(neighbour);
        if (neighbour.hidden) continue;
        const spoken = count(neighbour, "text", term) + p.weight.caption * count(neighbour, "caption", term);
        sum += weight * spoken * (direction === 1 ? p.contextBackward : 1);
      }
    }
    return sum;
  };
  const scores = new Map<string, number>();
  for (const term of new Set([...cue.features.terms, ...cue.features.dateTerms])) {
    const holders = seen.filter((episode) => fields.some((field) => count(episode, field, term) > 0)).length;
    const idf = Math.log(1 + (seen.length - holders + 0.5) / (holders + 0.5)) ** p.idfPower;
    for (const episode of seen) {
      const f = own(episode, term) + context(episode, term);
      if (f > 0) scores.set(episode.id, (scores.get(episode.id) ?? 0) + (idf * f) / (p.k1 + f));
    }
  }
  const { terms, words: said } = cue.features;
  const self = cue.features.self && !cue.features.addressee ? (cue.asker ?? "user").toLowerCase() : null;
  for (const episode of seen) {
    const score = scores.get(episode.id);
    if (score === undefined) continue;
    const words = wordsOf(episode);
    const name = episode.features.speaker.terms;
    const named =
      name.some((term) => terms.includes(term)) ||
      (name.length > 0 && name.every((term) => said.includes(term)));
    const isSelf =
      self !== null && (episode.speaker?.toLowerCase() === self || episode.role?.toLowerCase() === self);
    const boost = named || isSelf ? p.speakerBoost : 1;
    scores.set(episode.id, score * boost * (words / (words + p.shortWords)));
  }
  return scores;
}
