import { type ByteReader, ByteWriter } from "../math/bytes.ts";
import { Chains, Interner, withRoom } from "../math/columns.ts";
import type { CreateDenseKernel } from "../ports/kernels.ts";
import { DenseCodes } from "./dense-codes.ts";
import { type Beside, DenseContext } from "./dense-context.ts";

/** States of a row. Only a live row can be found; a hidden one is forgotten; a dead one is not there. */
const DEAD = 0;
const LIVE = 1;
const HIDDEN = 2;

/** What is written or hashed in one go: bytes of codes, and rows of the columns. */
const CODES_PIECE = 1 << 19;
const COLUMN_PIECE = 1 << 12;
const MOST_WORDS = 65_535;
/** A statement of so many words is worth half its cosine. */
const SHORT_WORDS = 2;

/** What a row is before it has vectors. */
export interface NewRow {
  readonly scope: string;
  /** null: in no session. */
  readonly session: string | null;
  readonly words: number;
  /** Words of each statement that has a vector of its own. */
  readonly statements: readonly number[];
  /** The whole is the one statement. */
  readonly isOneStatement: boolean;
}

/**
 * The vectors of the episodes, quantised, with what decides who sees them and who stands beside them.
 * Row = the episode's ordinal. Its statements follow each other in a matrix of their own.
 */
export class DenseRows implements Beside {
  readonly dimensions: number;
  readonly wholes: DenseCodes;
  readonly statements: DenseCodes;
  #rows = 0;
  #live = 0;
  #state = new Uint8Array(0);
  #scope = new Int32Array(0);
  #scopes = new Interner();
  readonly chains: Chains = new Chains();
  readonly context: DenseContext;
  words: Uint16Array = new Uint16Array(0);
  /** What the whole is worth as a statement: 0 where it is not the row's one statement. */
  worth: Float64Array = new Float64Array(0);
  /** The row's statements: `count` of them from `first` on. */
  first: Int32Array = new Int32Array(0);
  count: Uint8Array = new Uint8Array(0);
  #statementWords = new Uint16Array(0);

  constructor(create: CreateDenseKernel, dimensions: number) {
    this.dimensions = dimensions;
    this.wholes = new DenseCodes(create, dimensions, 8);
    // Four out of five vectors are statements', and the best of several forgives more.
    this.statements = new DenseCodes(create, dimensions, 4);
    this.context = new DenseContext(this, dimensions);
  }

  get rows(): number {
    return this.#rows;
  }

  isThere(row: number): boolean {
    return row < this.#rows && this.#state[row] !== DEAD;
  }

  hasVector(row: number): boolean {
    return row < this.#rows && this.wholes.square[row] !== 0;
  }

  isRead(row: number): boolean {
    return this.#state[row] === LIVE && this.wholes.square[row] !== 0;
  }

  /** A row that is there, live and without a vector. Rows in between, which never were, are dead. */
  add(row: number, given: NewRow): void {
    if (row >= this.#rows) this.#reserve(row + 1);
    this.#live++;
    this.#state[row] = LIVE;
    this.#scope[row] = this.#scopes.idOf(given.scope);
    // A session is one within a scope: what is not seen must not stand beside what is (SPEC S5).
    if (given.session !== null) this.chains.append(row, `${given.scope}\n${given.session}`);
    this.words[row] = Math.min(given.words, MOST_WORDS);
    this.worth[row] = given.isOneStatement ? worthOf(this.words[row]!) : 0;
    this.#addStatements(row, given.statements);
  }

  #reserve(rows: number): void {
    this.wholes.grow(rows);
    this.#state = withRoom(this.#state, rows);
    this.#scope = withRoom(this.#scope, rows).fill(-1, this.#rows, rows);
    this.words = withRoom(this.words, rows);
    this.worth = withRoom(this.worth, rows);
    this.first = withRoom(this.first, rows);
    this.count = withRoom(this.count, rows);
    this.context.grow(rows);
    for (let row = this.#rows; row < rows; row++) this.chains.place(row);
    this.#rows = rows;
  }

  #addStatements(row: number, words: readonly number[]): void {
    const first = this.statements.count;
    const end = first + words.length;
    this.first[row] = first;
    this.count[row] = words.length;
    this.statements.grow(end);
    this.#statementWords = withRoom(this.#statementWords, end);
    for (const [i, count] of words.entries()) this.#statementWords[first + i] = Math.min(count, MOST_WORDS);
  }

  /**
   * `vectors`: of the whole and of the statements, one after the other. Of other statements than the row's,
   * as an older version may have recorded them, the whole's alone is taken.
   * Errors: `RangeError` when it does not consist of vectors of the encoder's dimensions.
   */
  setVectors(row: number, vectors: Float32Array): void {
    const { dimensions } = this;
    if (vectors.length === 0 || vectors.length % dimensions !== 0)
      throw new RangeError(`Vectors of ${vectors.length} numbers, not of ${dimensions} each.`);
    const count = vectors.length / dimensions;
    const taken = count === 1 + this.count[row]! ? count : 1;
    for (let i = 0; i < taken; i++)
      this.setVector(row, i, vectors.subarray(i * dimensions, (i + 1) * dimensions));
  }

  /** Of the whole (0) or of one of the statements (from 1 on). */
  setVector(row: number, number: number, vector: Float32Array): void {
    if (number === 0) {
      this.wholes.set(row, vector, 1);
      this.context.changed(row);
    } else {
      const statement = this.first[row]! + number - 1;
      this.statements.set(statement, vector, worthOf(this.#statementWords[statement]!));
    }
  }

  setHidden(row: number, hidden: boolean): void {
    this.#state[row] = hidden ? HIDDEN : LIVE;
    this.context.changed(row);
  }

  /** Nothing of it stays. Its statements' places are free when the rows are next read. */
  remove(row: number): void {
    this.#live--;
    this.#state[row] = DEAD;
    this.#scope[row] = -1;
    this.context.changed(row);
    this.chains.remove(row);
    this.words[row] = this.worth[row] = 0;
    this.wholes.clear(row);
    for (const statement of this.statementsOf(row)) {
      this.statements.clear(statement);
      this.#statementWords[statement] = 0;
    }
    this.count[row] = 0;
  }

  *statementsOf(row: number): Generator<number> {
    const first = this.first[row]!;
    for (let i = 0; i < this.count[row]!; i++) yield first + i;
  }

  /** 1 at the scopes that are seen, for `isSeen`. */
  seen(scopeKeys: readonly string[]): Uint8Array {
    return this.#scopes.flags(scopeKeys);
  }

  isSeen(row: number, seen: Uint8Array): boolean {
    return this.#state[row] === LIVE && seen[this.#scope[row]!] === 1;
  }

  /** Where the rows that are seen and follow each other from `first` on end, at `most` at the latest. */
  seenUntil(first: number, most: number, seen: Uint8Array): number {
    const state = this.#state;
    const scope = this.#scope;
    let end = first;
    while (end < most && state[end] === LIVE && seen[scope[end]!] === 1) end++;
    return end;
  }

  /**
   * The columns, then the codes of the vectors that there are. `dead`: with the dead rows, which keep the
   * others in their places; without, the bytes are those of a fold that never held them.
   */
  *write(dead: boolean): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(dead ? this.#rows : this.#live);
    const scopes = this.#scopes.write(writer, this.#scope, this.#rows);
    const sessions = this.chains.names.write(writer, this.chains.key, this.#rows);
    for (let row = 0; row < this.#rows; row++) {
      if (row % COLUMN_PIECE === 0) yield writer.take();
      if (!dead && this.#state[row] === DEAD) continue;
      const scope = this.#scope[row]!;
      const session = this.chains.key[row]!;
      writer.uint(this.#state[row]!);
      writer.link(scope < 0 ? -1 : scopes[scope]!);
      writer.link(session < 0 ? -1 : sessions[session]!);
      writer.uint(this.words[row]!);
      writer.uint(Number(this.worth[row] !== 0));
      writer.uint(this.wholes.square[row]!);
      writer.uint(this.count[row]!);
      for (const statement of this.statementsOf(row)) {
        writer.uint(this.#statementWords[statement]!);
        writer.uint(this.statements.square[statement]!);
      }
    }
    yield writer.take();
    for (const [{ kernel }, first, end] of this.#encoded())
      yield new Uint8Array(kernel.read(first, end).buffer);
  }

  /** Yields from time to time. */
  static *reading(
    reader: ByteReader,
    create: CreateDenseKernel,
    dimensions: number,
  ): Generator<void, DenseRows> {
    const read = new DenseRows(create, dimensions);
    const rows = reader.count();
    read.#scopes = Interner.read(reader);
    const sessions = reader.strings();
    read.#reserve(rows);
    for (let row = 0; row < rows; row++) {
      if (row % COLUMN_PIECE === 0) yield;
      read.#state[row] = reader.uint();
      if (read.#state[row] !== DEAD) read.#live++;
      read.#scope[row] = reader.link(read.#scopes.values.length);
      const session = reader.link(sessions.length);
      if (session >= 0) read.chains.append(row, sessions[session]!);
      read.words[row] = reader.uint();
      read.worth[row] = reader.uint() === 0 ? 0 : worthOf(read.words[row]!);
      read.wholes.setSquare(row, reader.uint(), 1);
      const squares: number[] = [];
      const words = Array.from({ length: reader.count() }, () => {
        const count = reader.uint();
        squares.push(reader.uint());
        return count;
      });
      read.#addStatements(row, words);
      for (const [i, square] of squares.entries())
        read.statements.setSquare(read.first[row]! + i, square, worthOf(words[i]!));
    }
    const parts = [read.wholes, read.statements];
    if (parts.reduce((sum, { vectors, kernel }) => sum + vectors * kernel.rowBytes, 0) !== reader.left)
      throw new RangeError("The codes do not fill their rows.");
    for (const [{ kernel }, first, end] of read.#encoded()) {
      const bytes = reader.bytes((end - first) * kernel.rowBytes);
      kernel.write(first, new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      yield;
    }
    return read;
  }

  /** The vectors that there are, in the order of the rows, as ranges [first, end) that follow each other. */
  *#encoded(): Generator<readonly [of: DenseCodes, first: number, end: number]> {
    const longest = Math.ceil(CODES_PIECE / this.dimensions);
    for (const codes of [this.wholes, this.statements]) {
      const numbers = codes === this.wholes ? rowsOf(this.#rows) : this.#statements();
      let first = 0;
      let end = 0;
      for (const number of numbers) {
        if (codes.square[number] === 0) continue;
        if (number !== end || end - first === longest) {
          if (end > first) yield [codes, first, end];
          first = number;
        }
        end = number + 1;
      }
      if (end > first) yield [codes, first, end];
    }
  }

  *#statements(): Generator<number> {
    for (let row = 0; row < this.#rows; row++) yield* this.statementsOf(row);
  }
}

function worthOf(words: number): number {
  return words / (words + SHORT_WORDS);
}

function* rowsOf(rows: number): Generator<number> {
  for (let row = 0; row < rows; row++) yield row;
}
