import { BestRows } from "../../math/best-rows.ts";
import { withRoom } from "../../math/columns.ts";
import type { Ordinal } from "../../model/ids.ts";
import type { Association, FirstStage, Step } from "../../ports/associator.ts";
import type { Candidate, Cue, Reason, Visibility } from "../../ports/proposer.ts";
import type { ConceptGraph } from "./concept-graph.ts";
import { aboutNames, type CueConcepts, cueConcepts, seedGains } from "./cue-concepts.ts";
import type { PathParameters } from "./path-parameters.ts";
import { TermWeights } from "./term-weights.ts";
import { VisibleConcepts } from "./visible-concepts.ts";

/** One query: what its steps share. */
interface Query {
  readonly graph: ConceptGraph;
  readonly first: FirstStage;
  readonly visibility: Visibility;
  readonly weights: TermWeights;
  readonly concepts: VisibleConcepts;
  readonly asked: CueConcepts;
  /** What is about a name of the cue: the names as bits, and one of them. */
  readonly about: ReturnType<typeof aboutNames>;
}

/**
 * Finds the paths of episodes that together account for the cue: the best first hits open the
 * concepts that the cue does not name, each leads on to what is about it or mentions it, and so on;
 * what is about one name of the cue is joined by what is about another. Rules H4-H9 and H12-H13 of docs/SPEC.md.
 *
 * Owns nothing but scratch space that is reused between queries. Columns by row are never cleared:
 * a stamp says which query or hop wrote them.
 */
export class PathSearch {
  readonly #p: PathParameters;
  #query = 0;
  #hop = 0;

  /** By row: the query that looked at it, and what it saw. */
  #seen = new Int32Array(0);
  #admitted = new Uint8Array(0);
  /** The row's score as a share of a full one; what it gains as a seed; the cue's terms it holds. */
  #share = new Float64Array(0);
  #gain = new Float64Array(0);
  #match = new Int32Array(0);

  /** By row: the hop that reached it, and the best path that ended there in that hop. */
  #reached = new Int32Array(0);
  #reachedPath = new Int32Array(0);

  /** By row: the query that listed it, the best path through it, and its place on that path. */
  #listed = new Int32Array(0);
  #bestPath = new Int32Array(0);
  #place = new Uint8Array(0);
  #list = new Int32Array(0);
  #listLength = 0;

  /** By path: where it ends, the path that it continues (-1: none) and through which concept. */
  #paths = 0;
  #end = new Int32Array(0);
  #before = new Int32Array(0);
  #via = new Int32Array(0);
  #score = new Float64Array(0);
  /** By path: the terms that its episodes hold; how much of the cue they account for; what the last one's link gave. */
  #held = new Int32Array(0);
  #coverage = new Float64Array(0);
  #link = new Float64Array(0);

  constructor(parameters: PathParameters) {
    this.#p = parameters;
  }

  run(graph: ConceptGraph, cue: Cue, first: FirstStage, visibility: Visibility): Association {
    const concepts = new VisibleConcepts(graph, visibility.scopeKeys, this.#p.mostShared);
    const asked = cueConcepts(cue, concepts);
    const weights = new TermWeights(first.termWeights);
    const about = aboutNames(concepts, asked);
    const query: Query = { graph, first, visibility, weights, concepts, asked, about };
    let rows = graph.rows;
    for (const { ordinal } of first.candidates) rows = Math.max(rows, ordinal + 1);
    this.#begin(rows);

    let frontier = this.#start(query);
    for (let length = 2; length <= this.#p.longest && frontier.length > 0; length++)
      frontier = this.#continue(query, frontier, this.#p.furtherHop ** (length - 2));
    for (let path = 0; path < this.#paths; path++) this.#enlist(path);
    return this.#association(this.#best(cue.k), query);
  }

  #begin(rows: number): void {
    this.#query++;
    this.#paths = 0;
    this.#listLength = 0;
    if (rows <= this.#seen.length) return;
    this.#seen = withRoom(this.#seen, rows);
    this.#admitted = withRoom(this.#admitted, rows);
    this.#share = withRoom(this.#share, rows);
    this.#gain = withRoom(this.#gain, rows);
    this.#match = withRoom(this.#match, rows);
    this.#reached = withRoom(this.#reached, rows);
    this.#reachedPath = withRoom(this.#reachedPath, rows);
    this.#listed = withRoom(this.#listed, rows);
    this.#bestPath = withRoom(this.#bestPath, rows);
    this.#place = withRoom(this.#place, rows);
    this.#list = withRoom(this.#list, rows);
  }

  /** False for a row that must not be proposed: no path goes through it. */
  #look({ first, visibility }: Query, row: number): boolean {
    if (this.#seen[row] !== this.#query) {
      this.#seen[row] = this.#query;
      this.#gain[row] = 0;
      this.#admitted[row] = visibility.admits(row as Ordinal) ? 1 : 0;
      if (this.#admitted[row] === 1) {
        this.#share[row] = first.scoreOf(row as Ordinal) / first.fullScore;
        this.#match[row] = first.matchOf(row as Ordinal);
      }
    }
    return this.#admitted[row] === 1;
  }

  /** Paths of one episode: the first stage's, and what is about or mentions a concept of the cue. */
  #start(query: Query): readonly number[] {
    const hop = ++this.#hop;
    const best = new BestRows(this.#p.beam);
    const gains = seedGains(query.concepts, query.asked, this.#p);
    for (const [row, gain] of gains) if (this.#look(query, row)) this.#gain[row] = gain;
    const add = (row: number, coverage: number): void => {
      if (!this.#look(query, row) || this.#reached[row] === hop) return;
      this.#reached[row] = hop;
      const score = this.#share[row]! + this.#gain[row]!;
      this.#reachedPath[row] = this.#add(row, -1, -1, score, this.#match[row]!, coverage, 0);
      if (query.graph.isThere(row) && best.wants(score, row)) best.add(score, row);
    };
    for (const { ordinal, coverage } of query.first.candidates) add(ordinal, coverage);
    for (const row of gains.keys()) add(row, Math.min(1, this.#share[row]!));
    return this.#pathsOf(best);
  }

  #pathsOf(best: BestRows): readonly number[] {
    return best.take().map(({ row }) => this.#reachedPath[row]!);
  }

  #add(
    row: number,
    before: number,
    via: number,
    score: number,
    held: number,
    coverage: number,
    link: number,
  ): number {
    const path = this.#paths++;
    if (path === this.#end.length) {
      this.#end = withRoom(this.#end, path + 1);
      this.#before = withRoom(this.#before, path + 1);
      this.#via = withRoom(this.#via, path + 1);
      this.#score = withRoom(this.#score, path + 1);
      this.#held = withRoom(this.#held, path + 1);
      this.#coverage = withRoom(this.#coverage, path + 1);
      this.#link = withRoom(this.#link, path + 1);
    }
    this.#set(path, row, before, via, score, held, coverage, link);
    return path;
  }

  #set(
    path: number,
    row: number,
    before: number,
    via: number,
    score: number,
    held: number,
    coverage: number,
    link: number,
  ): void {
    this.#end[path] = row;
    this.#before[path] = before;
    this.#via[path] = via;
    this.#score[path] = score;
    this.#held[path] = held;
    this.#coverage[path] = coverage;
    this.#link[path] = link;
  }

  /** One hop on from each path; what the best of the continued paths are. */
  #continue(query: Query, frontier: readonly number[], factor: number): readonly number[] {
    const { graph, concepts, asked } = query;
    const { link, mention, variant, coincidence, halfAt } = this.#p;
    const hop = ++this.#hop;
    const begun = this.#paths;
    for (const path of frontier) {
      const from = this.#end[path]!;
      const firstSlot = graph.firstSlot(from);
      const endSlot = graph.endSlot(from);
      let mentions = 0;
      for (let slot = firstSlot; slot < endSlot; slot++) if (!graph.isTopicAt(slot)) mentions++;
      const chances = coincidence * Math.max(1, mentions);
      let place = 0;
      for (let slot = firstSlot; slot < endSlot; slot++) {
        const concept = concepts.conceptOf(graph.nodeAt(slot));
        const early = graph.isTopicAt(slot) ? 1 : 1 / (1 + place++ / halfAt);
        if (asked.named.has(concept)) continue;
        const passedOn = this.#score[path]! * factor * link * early;
        const { from: at, mentionsFrom, to, topics, shared } = concepts.open(concept);
        const telling = concepts.specificity(shared, chances);
        if (telling === 0) continue;
        const strength = passedOn * telling;
        this.#lead(query, path, concept, strength, at, mentionsFrom, hop);
        this.#lead(query, path, concept, strength * mention, mentionsFrom, to, hop);
        // SPEC H13: what nothing is about may be what something is about by a variant of its name.
        if (topics > 0) continue;
        for (const { concept: other, strength: likeness } of concepts.variantsOf(concept)) {
          if (asked.named.has(other)) continue;
          const { from: first, mentionsFrom: end, shared: its } = concepts.open(other);
          const likely = variant * likeness * concepts.specificity(shared + its, chances);
          if (likely > 0) this.#lead(query, path, other, passedOn * likely, first, end, hop);
        }
      }
      if (this.#before[path]! < 0) this.#join(query, path, hop);
    }
    const best = new BestRows(this.#p.beam);
    for (let path = begun; path < this.#paths; path++)
      if (best.wants(this.#score[path]!, this.#end[path]!)) best.add(this.#score[path]!, this.#end[path]!);
    return this.#pathsOf(best);
  }

  /** On from a path to the rows of a concept from one place in its list to another, which share the strength. */
  #lead(
    query: Query,
    path: number,
    concept: number,
    strength: number,
    from: number,
    to: number,
    hop: number,
  ): void {
    const { rows } = query.concepts;
    const linked = strength / (to - from) ** this.#p.fan;
    for (let i = from; i < to; i++) this.#step(query, path, concept, rows[i]!, linked, hop);
  }

  /** SPEC H12: beside what is about one name of the cue stands what is about another, if it was found less well. */
  #join(query: Query, path: number, hop: number): void {
    const held = query.about.get(this.#end[path]!)?.bits ?? 0;
    if (held === 0) return;
    for (const [row, { bits, concept }] of query.about) {
      if ((bits & held) !== 0 || !this.#look(query, row)) continue;
      const gain = this.#gain[row]!;
      if (this.#share[row]! + gain <= this.#score[path]!) this.#step(query, path, concept, row, gain, hop);
    }
  }

  /** `linked`: what the way there is worth. Of the paths that reach a row in one hop the best remains. */
  #step(query: Query, path: number, concept: number, row: number, linked: number, hop: number): void {
    if (!this.#look(query, row)) return;
    for (let at = path; at >= 0; at = this.#before[at]!) if (this.#end[at] === row) return;
    const match = this.#match[row]!;
    const held = this.#held[path]!;
    const lacking = match & ~held;
    const added =
      lacking === 0 ? 0 : (this.#share[row]! * query.weights.sum(lacking)) / query.weights.sum(match);
    const score = this.#p.keep * this.#score[path]! + linked + this.#p.rest * added;
    const coverage = Math.min(1, this.#coverage[path]! + added);
    if (this.#reached[row] !== hop) {
      this.#reached[row] = hop;
      this.#reachedPath[row] = this.#add(row, path, concept, score, held | match, coverage, linked);
    } else if (score > this.#score[this.#reachedPath[row]!]!)
      this.#set(this.#reachedPath[row]!, row, path, concept, score, held | match, coverage, linked);
  }

  /** A path ranks all its episodes. In which order equal paths were found says nothing: it may differ by checkpoints. */
  #enlist(path: number): void {
    const score = this.#score[path]!;
    const length = this.#lengthOf(path);
    let place = length;
    for (let at = path; at >= 0; at = this.#before[at]!) {
      place--;
      const row = this.#end[at]!;
      if (this.#listed[row] !== this.#query) {
        this.#listed[row] = this.#query;
        this.#list[this.#listLength++] = row;
      } else {
        const other = this.#bestPath[row]!;
        const known = this.#score[other]!;
        if (score < known) continue;
        const endsLater = this.#lengthOf(other) === length && this.#end[path]! > this.#end[other]!;
        const earlier = place < this.#place[row]! || (place === this.#place[row]! && endsLater);
        if (score === known && !earlier) continue;
      }
      this.#bestPath[row] = path;
      this.#place[row] = place;
    }
  }

  #lengthOf(path: number): number {
    let length = 0;
    for (let at = path; at >= 0; at = this.#before[at]!) length++;
    return length;
  }

  /** The `k` best rows of the list. */
  #best(k: number): readonly number[] {
    const scoreOf = (row: number): number => this.#score[this.#bestPath[row]!]!;
    const best = new BestRows(Math.max(k, 1));
    for (let i = 0; i < this.#listLength; i++) {
      const row = this.#list[i]!;
      const score = scoreOf(row);
      if (score > 0 && best.wants(score, row)) best.add(score, row);
    }
    const least = best.floor;
    return Array.from(this.#list.subarray(0, this.#listLength))
      .filter((row) => scoreOf(row) > 0 && scoreOf(row) >= least)
      .sort((a, b) => scoreOf(b) - scoreOf(a) || this.#place[a]! - this.#place[b]! || b - a)
      .slice(0, k);
  }

  #association(rows: readonly number[], query: Query): Association {
    const { first } = query;
    const candidates: Candidate[] = [];
    const routes = new Map<Ordinal, readonly Stage[]>();
    for (const row of rows) {
      const path = this.#bestPath[row]!;
      candidates.push({
        ordinal: row as Ordinal,
        score: this.#score[path]! * first.fullScore,
        coverage: this.#coverage[path]!,
      });
      routes.set(row as Ordinal, this.#route(path, query));
    }
    return {
      candidates,
      pathOf: (ordinal) => routes.get(ordinal)?.map(({ ordinal, via }): Step => ({ ordinal, via })) ?? [],
      explain: (ordinal) => reasonsOf(routes.get(ordinal) ?? [], first.fullScore),
    };
  }

  #route(path: number, { graph, asked }: Query): readonly Stage[] {
    const stages: Stage[] = [];
    for (let at = path; at >= 0; at = this.#before[at]!) {
      const before = this.#before[at]!;
      stages.push({
        ordinal: this.#end[at]! as Ordinal,
        via: before < 0 ? null : graph.nameOf(this.#via[at]!),
        named: before >= 0 && asked.named.has(this.#via[at]!),
        score: this.#score[at]!,
        link: this.#link[at]!,
        gain: before < 0 ? this.#gain[this.#end[at]!]! : 0,
        added: before < 0 ? 0 : this.#score[at]! - this.#link[at]! - this.#p.keep * this.#score[before]!,
      });
    }
    return stages.reverse();
  }
}

interface Stage extends Step {
  /** `via` is what the cue names: nothing leads there from the step before. */
  readonly named: boolean;
  readonly score: number;
  readonly link: number;
  readonly gain: number;
  readonly added: number;
}

function reasonsOf(stages: readonly Stage[], unit: number): readonly Reason[] {
  return stages.flatMap(({ via, named, score, link, gain, added }, i) =>
    via === null
      ? [
          { what: "found by the cue", weight: (score - gain) * unit },
          { what: "holds what the cue names", weight: gain * unit },
        ].filter(({ weight }) => weight > 0)
      : [
          {
            what: named ? `beside it: "${via}" of the cue` : `hop ${i}: linked by "${via}"`,
            weight: link * unit,
          },
          { what: `hop ${i}: words of the cue that the path lacked`, weight: added * unit },
        ],
  );
}
