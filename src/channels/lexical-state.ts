import { type ByteReader, ByteWriter } from "../math/bytes.ts";
import { Chains, Interner, withRoom } from "../math/columns.ts";
import { type Field, fields, mapFields, Postings } from "./postings.ts";

/** States of a row. Only a live row can be found; a hidden one is forgotten; a dead one is not there. */
export const DEAD = 0;
export const LIVE = 1;
const HIDDEN = 2;

/** Rows whose columns are written in one go. */
const ROWS_A_PIECE = 4_000;

/** Sums over the live rows of one scope: whole numbers, so that adding and removing leaves no trace. */
export interface Tally {
  rows: number;
  readonly words: Record<Field, number>;
  /** Rows that have the field at all. */
  readonly holders: Record<Field, number>;
}

/** The columns and postings that a search reads. Row = the episode's ordinal. */
export interface LexicalState {
  rows: number;
  postings: Postings;
  state: Uint8Array;
  /** Words of text, caption and title, stop words included: what distances are measured in. */
  words: Int32Array;
  lengths: Record<Field, Int32Array>;
  scope: Int32Array;
  scopes: Interner;
  /** By scope number. */
  tallies: Tally[];
  speaker: Int32Array;
  speakers: Interner;
  /** Terms of each speaker's name, by speaker number. */
  speakerTerms: string[][];
  role: Int32Array;
  roles: Interner;
  chains: Chains;
}

export function isFindable(state: LexicalState, row: number): boolean {
  return state.state[row] === LIVE;
}

export function emptyState(): LexicalState {
  return {
    rows: 0,
    postings: new Postings(),
    state: new Uint8Array(0),
    words: new Int32Array(0),
    lengths: mapFields(() => new Int32Array(0)),
    scope: new Int32Array(0),
    scopes: new Interner(),
    tallies: [],
    speaker: new Int32Array(0),
    speakers: new Interner(),
    speakerTerms: [],
    role: new Int32Array(0),
    roles: new Interner(),
    chains: new Chains(),
  };
}

/** Makes room for a dead row. */
export function placeRow(state: LexicalState, row: number): void {
  state.state = withRoom(state.state, row + 1);
  state.words = withRoom(state.words, row + 1);
  for (const field of fields) state.lengths[field] = withRoom(state.lengths[field], row + 1);
  state.scope = withRoom(state.scope, row + 1);
  state.speaker = withRoom(state.speaker, row + 1);
  state.role = withRoom(state.role, row + 1);
  state.chains.place(row);
  state.rows = row + 1;
  clearRow(state, row);
}

/** A placed row whose columns are filled becomes live. */
export function enter(state: LexicalState, row: number): void {
  state.state[row] = LIVE;
  count(state, row, 1);
}

export function setHidden(state: LexicalState, row: number, hidden: boolean): void {
  const wanted = hidden ? HIDDEN : LIVE;
  if (state.state[row] === wanted) return;
  state.state[row] = wanted;
  count(state, row, hidden ? -1 : 1);
}

/** The row's postings stay until the next compaction: a dead row is never found. */
export function removeRow(state: LexicalState, row: number): void {
  if (isFindable(state, row)) count(state, row, -1);
  state.chains.remove(row);
  clearRow(state, row);
}

function clearRow(state: LexicalState, row: number): void {
  state.state[row] = DEAD;
  state.words[row] = 0;
  for (const field of fields) state.lengths[field][row] = 0;
  state.scope[row] = state.speaker[row] = state.role[row] = -1;
}

function count(state: LexicalState, row: number, sign: 1 | -1): void {
  const scope = state.scope[row]!;
  state.tallies[scope] ??= { rows: 0, words: mapFields(() => 0), holders: mapFields(() => 0) };
  const tally = state.tallies[scope];
  tally.rows += sign;
  for (const field of fields) {
    const length = state.lengths[field][row]!;
    tally.words[field] += sign * length;
    if (length > 0) tally.holders[field] += sign;
  }
}

export function* writeState(state: LexicalState): Generator<Uint8Array> {
  const { rows } = state;
  const writer = new ByteWriter();
  writer.uint(rows);
  writer.bytes(state.state.subarray(0, rows));
  for (const column of [state.words, ...fields.map((field) => state.lengths[field])]) {
    for (let row = 0; row < rows; row++) writer.uint(column[row]!);
    yield writer.take();
  }
  writeNames(writer, state.scopes, state.scope, rows);
  const termsByNewNumber: string[][] = [];
  writeNames(writer, state.speakers, state.speaker, rows).forEach((number, speaker) => {
    if (number >= 0) termsByNewNumber[number] = state.speakerTerms[speaker]!;
    else state.speakerTerms[speaker] = [];
  });
  for (const terms of termsByNewNumber) writer.strings(terms);
  writeNames(writer, state.roles, state.role, rows);
  yield writer.take();
  state.chains.write(writer, rows);
  yield writer.take();
  for (const _ of state.postings.write(writer)) yield writer.take();
  yield writer.take();
}

/** What the rows that are there say, in their order, and which of them hold each word. */
export function* witnessOf(state: LexicalState): Generator<Uint8Array> {
  const { rows } = state;
  const writer = new ByteWriter();
  const named = [
    [state.scopes, state.scope],
    [state.speakers, state.speaker],
    [state.roles, state.role],
    [state.chains.names, state.chains.key],
  ] as const;
  const numbered = named.map(([names, column]) => [column, names.write(writer, column, rows)] as const);
  const rank = new Int32Array(rows).fill(-1);
  let there = 0;
  for (let row = 0; row < rows; row++) {
    if (state.state[row] === DEAD) continue;
    rank[row] = there++;
    const before = state.chains.previous[row]!;
    writer.uint(state.state[row]!);
    writer.uint(state.words[row]!);
    writer.link(before < 0 ? -1 : rank[before]!);
    for (const field of fields) writer.uint(state.lengths[field][row]!);
    for (const [column, numbers] of numbered) writer.link(column[row]! < 0 ? -1 : numbers[column[row]!]!);
    if (there % ROWS_A_PIECE === 0) yield writer.take();
  }
  yield writer.take();
  for (const _ of state.postings.witness(writer, rank)) yield writer.take();
  yield writer.take();
}

/** The names that rows use, then the column in their new numbers, which are returned by old number. */
function writeNames(writer: ByteWriter, names: Interner, column: Int32Array, rows: number): Int32Array {
  const renumbered = names.write(writer, column, rows);
  for (let row = 0; row < rows; row++) {
    const id = column[row]!;
    writer.link(id < 0 ? -1 : renumbered[id]!);
  }
  return renumbered;
}

/** Yields from time to time. */
export function* readState(reader: ByteReader): Generator<void, LexicalState> {
  const state = emptyState();
  const rows = reader.count();
  const column = (read: () => number): Int32Array => {
    const values = new Int32Array(rows);
    for (let row = 0; row < rows; row++) values[row] = read();
    return values;
  };
  state.rows = rows;
  state.state = reader.bytes(rows).slice();
  state.words = column(() => reader.uint());
  for (const field of fields) {
    state.lengths[field] = column(() => reader.uint());
    yield;
  }
  state.scopes = Interner.read(reader);
  state.scope = column(() => reader.link(state.scopes.values.length));
  state.speakers = Interner.read(reader);
  state.speaker = column(() => reader.link(state.speakers.values.length));
  state.speakerTerms = state.speakers.values.map(() => reader.strings());
  state.roles = Interner.read(reader);
  state.role = column(() => reader.link(state.roles.values.length));
  yield;
  state.chains = Chains.read(reader, rows);
  yield;
  state.postings = yield* Postings.reading(reader, rows);
  reader.end();
  for (let row = 0; row < rows; row++) if (isFindable(state, row)) count(state, row, 1);
  return state;
}
