import { type ByteReader, ByteWriter } from "../../math/bytes.ts";
import { withRoom } from "../../math/columns.ts";
import {
  type Cardinality,
  type ClaimDraft,
  type ClaimSubject,
  type Relation,
  subjectKey,
} from "../../model/claim.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { isStanding } from "../../perception/claims/relations.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import { signsIn } from "./claim-signs.ts";
import { claimOfText, textOfClaim } from "./claim-text.ts";
import { SharedStrings } from "./shared-strings.ts";

const cardinalities: readonly Cardinality[] = ["single", "multiple", "event"];
/** Rows that are written in one go. */
const ROWS_A_PIECE = 2_000;
/** Claims of a few askers that are kept as they are given: some 500 bytes each. */
const MOST_MADE = 4_096;
const STANDS = Number.POSITIVE_INFINITY;

/** What is kept of an episode for its claims. */
export interface ToldEpisode {
  readonly seq: number;
  readonly said: number;
  /** `scopeKey`. */
  readonly scope: string;
  readonly source: string;
}

/**
 * Claims in the order they were learned, a row each, and the episodes that they are read from, by ordinal. A row of
 * what was erased is empty and belongs to no episode; the next checkpoint leaves it out. Texts are made here, never
 * slices of what was read: a slice keeps the whole text alive.
 */
export class ClaimRows {
  // By ordinal; `#scope` is -1 where there is no episode.
  #episodes = 0;
  #seq = new Float64Array(0);
  #said = new Float64Array(0);
  #scope = new Int32Array(0);
  #source = new Int32Array(0);
  /** The episode's last claim, or -1: `#before` leads on from there. */
  #last = new Int32Array(0);
  readonly #scopes = new SharedStrings();
  readonly #sources = new SharedStrings();

  // By row; `#ordinal` is -1 where it was erased.
  #rows = 0;
  #live = 0;
  #ordinal = new Int32Array(0);
  #before = new Int32Array(0);
  #subject = new Int32Array(0);
  #relation = new Int32Array(0);
  #learned = new Float64Array(0);
  /** When another reading of the episode took its place; infinite while it stands. */
  #replaced = new Float64Array(0);
  readonly #own: string[] = [];
  readonly #subjects = new SharedStrings();
  readonly #relations = new SharedStrings();
  /** Rows in order, by scope and whose they are: of "ana/sister", as of "ana", "ana". */
  readonly #about = new Map<string, number[]>();
  /** By row, of those that stand: what they say never changes, and every cue asks for them. */
  readonly #made = new Map<number, KeptClaim>();
  /** What holds until it is taken back or replaced, rows in order, by scope: few, and asked for often. */
  readonly #standing = new Map<string, number[]>();

  get size(): number {
    return this.#live;
  }

  get subjects(): number {
    return this.#subjects.size;
  }

  holds(ordinal: number): boolean {
    return ordinal < this.#episodes && this.#scope[ordinal]! >= 0;
  }

  addEpisode(ordinal: number, { seq, said, scope, source }: ToldEpisode): void {
    const episodes = Math.max(this.#episodes, ordinal + 1);
    this.#seq = withRoom(this.#seq, episodes);
    this.#said = withRoom(this.#said, episodes);
    this.#scope = withRoom(this.#scope, episodes);
    this.#source = withRoom(this.#source, episodes);
    this.#last = withRoom(this.#last, episodes);
    for (let gap = this.#episodes; gap < episodes; gap++)
      this.#scope[gap] = this.#source[gap] = this.#last[gap] = -1;
    this.#episodes = episodes;
    this.#seq[ordinal] = seq;
    this.#said[ordinal] = said;
    this.#scope[ordinal] = this.#scopes.take(scope);
    this.#source[ordinal] = this.#sources.take(source);
  }

  /**
   * A reading of an episode that is there: it takes the place of the one before. `wordsOf`: the words that a draft
   * rests on.
   */
  read(
    ordinal: number,
    drafts: readonly ClaimDraft[],
    wordsOf: (draft: ClaimDraft) => string,
    learned: number,
  ): void {
    for (const row of this.rowsOf(ordinal)) this.#replaced[row] = Math.min(this.#replaced[row]!, learned);
    for (const draft of drafts) {
      const { subject, relation } = draft;
      const own = textOfClaim(
        { ...draft, signs: signsIn(wordsOf(draft), draft) },
        this.#said[ordinal]! as Millis,
      );
      this.#add(ordinal, textOf(subject), `${relation.cardinality} ${relation.name}`, own, learned, STANDS);
    }
  }

  #add(
    ordinal: number,
    subject: string,
    relation: string,
    own: string,
    learned: number,
    replaced: number,
  ): void {
    const row = this.#rows++;
    this.#live++;
    this.#ordinal = withRoom(this.#ordinal, this.#rows);
    this.#before = withRoom(this.#before, this.#rows);
    this.#subject = withRoom(this.#subject, this.#rows);
    this.#relation = withRoom(this.#relation, this.#rows);
    this.#learned = withRoom(this.#learned, this.#rows);
    this.#replaced = withRoom(this.#replaced, this.#rows);
    this.#ordinal[row] = ordinal;
    this.#before[row] = this.#last[ordinal]!;
    this.#last[ordinal] = row;
    this.#subject[row] = this.#subjects.take(subject);
    this.#relation[row] = this.#relations.take(relation);
    this.#learned[row] = learned;
    this.#replaced[row] = replaced;
    this.#own[row] = own;
    list(this.#about, this.#placeOf(row), row);
    if (this.#stands(row)) list(this.#standing, this.#scopeOf(row), row);
  }

  #scopeOf(row: number): string {
    return this.#scopes.valueOf(this.#scope[this.#ordinal[row]!]!);
  }

  #stands(row: number): boolean {
    return isStanding(this.#relationAt(row));
  }

  #relationAt(row: number): Relation {
    const relation = this.#relations.valueOf(this.#relation[row]!);
    const end = relation.indexOf(" ");
    return { name: relation.slice(end + 1), cardinality: relation.slice(0, end) as Cardinality };
  }

  /** Where `#about` has it. */
  #placeOf(row: number): string {
    return placed(this.#scopeOf(row), this.subjectKey(this.#subject[row]!));
  }

  /** The same number for the same subject, until something is erased. */
  subjectAt(row: number): number {
    return this.#subject[row]!;
  }

  subjectKey(subject: number): string {
    return subjectKey(subjectOf(this.#subjects.valueOf(subject)));
  }

  remove(ordinal: number): void {
    this.#made.clear();
    for (const row of this.rowsOf(ordinal)) {
      unlist(this.#about, this.#placeOf(row), row);
      if (this.#stands(row)) unlist(this.#standing, this.#scopeOf(row), row);
      this.#subjects.drop(this.#subject[row]!);
      this.#relations.drop(this.#relation[row]!);
      this.#ordinal[row] = this.#before[row] = this.#subject[row] = this.#relation[row] = -1;
      this.#learned[row] = this.#replaced[row] = 0;
      this.#own[row] = "";
      this.#live--;
    }
    this.#scopes.drop(this.#scope[ordinal]!);
    this.#sources.drop(this.#source[ordinal]!);
    this.#scope[ordinal] = this.#source[ordinal] = this.#last[ordinal] = -1;
    this.#seq[ordinal] = this.#said[ordinal] = 0;
  }

  /** Of an episode, all readings, in order. */
  rowsOf(ordinal: number): readonly number[] {
    const rows: number[] = [];
    if (this.holds(ordinal))
      for (let row = this.#last[ordinal]!; row >= 0; row = this.#before[row]!) rows.push(row);
    return rows.reverse();
  }

  /** About one subject and whatever belongs to the same, in order. */
  rowsAbout(scope: string, subject: string): readonly number[] {
    return this.#about.get(placed(scope, subject)) ?? [];
  }

  rowsStanding(scope: string): readonly number[] {
    return this.#standing.get(scope) ?? [];
  }

  *allRows(): Generator<number> {
    for (let row = 0; row < this.#rows; row++) if (this.#ordinal[row]! >= 0) yield row;
  }

  ordinalOf(row: number): Ordinal {
    return this.#ordinal[row]! as Ordinal;
  }

  /** Whether it stood at a moment of the brain's time: learned by then, and no later reading in its place. */
  stoodAt(row: number, known: number): boolean {
    return this.#learned[row]! <= known && this.#replaced[row]! > known;
  }

  /** Whether a row's relation has one of these names, whatever its cardinality. */
  relationIsOneOf(names: readonly string[]): (row: number) => boolean {
    const ids = new Set(
      names.flatMap((name) =>
        cardinalities.map((cardinality) => this.#relations.find(`${cardinality} ${name}`)),
      ),
    );
    return (row) => ids.has(this.#relation[row]!);
  }

  claimOf(row: number): KeptClaim {
    const known = this.#made.get(row);
    if (known !== undefined) return known;
    const claim = this.#claimAt(row);
    if (this.#stands(row)) {
      if (this.#made.size === MOST_MADE) this.#made.clear();
      this.#made.set(row, claim);
    }
    return claim;
  }

  #claimAt(row: number): KeptClaim {
    const ordinal = this.#ordinal[row]! as Ordinal;
    const relation = this.#relationAt(row);
    const said = this.#said[ordinal]! as Millis;
    const own = claimOfText(this.#own[row]!, said);
    const { start, end } = own.span;
    return {
      ...own,
      subject: subjectOf(this.#subjects.valueOf(this.#subject[row]!)),
      relation,
      id: `${this.#seq[ordinal]!}:${start}-${end}:${relation.name}${this.#twin(row)}`,
      ordinal,
      learned: this.#learned[row]! as Millis,
      said,
      source: this.#sources.valueOf(this.#source[ordinal]!),
    };
  }

  /** Claims of one reading, span and relation, told apart: nothing, then `:2`, `:3`. */
  #twin(row: number): string {
    let twins = 1;
    const span = /^\[\d+,\d+,/.exec(this.#own[row]!)![0];
    for (
      let other = this.#before[row]!;
      other >= 0 && this.#isOneReading(other, row);
      other = this.#before[other]!
    )
      if (this.#relation[other] === this.#relation[row] && this.#own[other]!.startsWith(span)) twins++;
    return twins === 1 ? "" : `:${twins}`;
  }

  /** Of one episode, and claims that ever stood: a reading that another replaced at once was learned with it. */
  #isOneReading(one: number, other: number): boolean {
    return this.#learned[one] === this.#learned[other] && this.#replaced[one] === this.#replaced[other];
  }

  /** Whether the text of a row holds a string, as JSON has it: what does not need not be read. */
  mayHold(row: number, written: string): boolean {
    return this.#own[row]!.includes(written);
  }

  *write(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.#episodes);
    for (let ordinal = 0; ordinal < this.#episodes; ordinal++) {
      const there = this.holds(ordinal);
      writer.uint(there ? 1 : 0);
      if (there) {
        writer.uint(this.#seq[ordinal]!);
        this.#writeEpisode(writer, ordinal);
      }
      if (ordinal % ROWS_A_PIECE === 0) yield writer.take();
    }
    writer.uint(this.#live);
    for (const row of this.allRows()) {
      writer.uint(this.#ordinal[row]!);
      this.#writeRow(writer, row);
      writer.float(this.#learned[row]!);
      writer.float(this.#replaced[row]!);
      if (row % ROWS_A_PIECE === 0) yield writer.take();
    }
    yield writer.take();
  }

  static read(reader: ByteReader): ClaimRows {
    const rows = new ClaimRows();
    for (let ordinal = 0, end = reader.count(); ordinal < end; ordinal++)
      if (reader.uint() === 1)
        rows.addEpisode(ordinal, {
          seq: reader.uint(),
          said: reader.float(),
          scope: reader.string(),
          source: reader.string(),
        });
    for (let left = reader.count(); left > 0; left--) {
      const ordinal = reader.uint();
      if (!rows.holds(ordinal)) throw new RangeError("A claim is of no episode.");
      const [subject, relation, own] = [reader.string(), reader.string(), reader.string()];
      rows.#add(ordinal, subject, relation, own, reader.float(), reader.float());
    }
    reader.end();
    return rows;
  }

  /** What is there, in the order of the log, whatever the positions and times at which it was learned. */
  *witness(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    const rank = new Int32Array(this.#episodes);
    let there = 0;
    for (let ordinal = 0; ordinal < this.#episodes; ordinal++) {
      if (!this.holds(ordinal)) continue;
      rank[ordinal] = there++;
      this.#writeEpisode(writer, ordinal);
      if (there % ROWS_A_PIECE === 0) yield writer.take();
    }
    for (const row of this.allRows()) {
      writer.uint(rank[this.#ordinal[row]!]!);
      this.#writeRow(writer, row);
      writer.uint(this.#replaced[row] === STANDS ? 1 : 0);
      if (row % ROWS_A_PIECE === 0) yield writer.take();
    }
    yield writer.take();
  }

  #writeEpisode(writer: ByteWriter, ordinal: number): void {
    writer.float(this.#said[ordinal]!);
    writer.string(this.#scopes.valueOf(this.#scope[ordinal]!));
    writer.string(this.#sources.valueOf(this.#source[ordinal]!));
  }

  #writeRow(writer: ByteWriter, row: number): void {
    writer.string(this.#subjects.valueOf(this.#subject[row]!));
    writer.string(this.#relations.valueOf(this.#relation[row]!));
    writer.string(this.#own[row]!);
  }

  verify(): readonly string[] {
    const problems: string[] = [];
    for (const row of this.allRows()) {
      if (!this.holds(this.#ordinal[row]!)) problems.push(`neocortex: claim ${row} is of no episode.`);
      else if (!isListed(this.#about, this.#placeOf(row), row))
        problems.push(`neocortex: claim ${row} is not found by its subject.`);
      else if (this.#stands(row) && !isListed(this.#standing, this.#scopeOf(row), row))
        problems.push(`neocortex: claim ${row} stands and is not listed.`);
    }
    return problems;
  }
}

function list(index: Map<string, number[]>, key: string, row: number): void {
  const rows = index.get(key);
  if (rows === undefined) index.set(key, [row]);
  else rows.push(row);
}

/** Lists are in ascending order: what is learned last stands last. */
function isListed(index: ReadonlyMap<string, readonly number[]>, key: string, row: number): boolean {
  const rows = index.get(key) ?? [];
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (rows[middle]! < row) from = middle + 1;
    else to = middle;
  }
  return rows[from] === row;
}

function unlist(index: Map<string, number[]>, key: string, row: number): void {
  const left = index.get(key)!.filter((other) => other !== row);
  if (left.length === 0) index.delete(key);
  else index.set(key, left);
}

const placed = (scope: string, subject: string): string => `${scope} ${subject.split("/", 1)[0]}`;

function textOf(subject: ClaimSubject): string {
  return JSON.stringify(
    subject.type === "speaker"
      ? [subject.name]
      : subject.owner === undefined
        ? ["", subject.key]
        : [subject.owner, subject.key],
  );
}

function subjectOf(text: string): ClaimSubject {
  const [name, key] = JSON.parse(text) as [string, string?];
  if (key === undefined) return { type: "speaker", name };
  return name === "" ? { type: "concept", key } : { type: "concept", key, owner: name };
}
