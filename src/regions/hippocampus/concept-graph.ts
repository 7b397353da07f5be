import { type ByteReader, ByteWriter } from "../../math/bytes.ts";
import { Interner, withRoom } from "../../math/columns.ts";
import { type Handled, NameIndex } from "./name-index.ts";

/** States of a row. Only a live row is gone through; a hidden one is forgotten; a dead one is not there. */
const DEAD = 0;
const LIVE = 1;
const HIDDEN = 2;

/** Slots that are copied, and bytes that are written, in one go. */
const SLOTS_A_PIECE = 50_000;
const CHUNK = 1 << 16;

/**
 * Which episodes mention which concepts, and which are about one. A concept of a scope is a node: a
 * node's counts and lists know nothing of other scopes (SPEC S5).
 *
 * Each mention is a slot: its node, its row and the slot before it in the node's list. Slots of a row
 * lie together, in the order of the rows. About 12 bytes a mention, and a node's name once.
 */
export class ConceptGraph {
  rows = 0;
  #state: Uint8Array = new Uint8Array(0);
  #scope: Int32Array = new Int32Array(0);
  /** First slot of a row; the row's slots end where the next one's begin. */
  #start: Int32Array = new Int32Array(1);
  #slots = 0;
  /** Twice the node, plus 1 where the episode is about it. */
  #entry: Int32Array = new Int32Array(0);
  #row: Int32Array = new Int32Array(0);
  #older: Int32Array = new Int32Array(0);

  readonly #keys: string[] = [];
  #scopeOfNode: Int32Array = new Int32Array(0);
  #mentions: Int32Array = new Int32Array(0);
  #topics: Int32Array = new Int32Array(0);
  #lastMention: Int32Array = new Int32Array(0);
  #lastTopic: Int32Array = new Int32Array(0);

  #scopes: Interner = new Interner();
  /** By scope number. */
  readonly #nodes: Map<string, number>[] = [];
  /** By scope number, as the maps above. */
  readonly #names: NameIndex[] = [];
  readonly #liveRows: number[] = [];
  #dead = 0;

  /**
   * `mentioned` and `topics`: the names of concepts, each once. What an episode is about it does not mention
   * besides. Rows come in ascending order.
   */
  add(row: number, scope: string, mentioned: Iterable<string>, topics: Iterable<string>): void {
    const about = new Set(topics);
    this.#place(row);
    const number = this.#scopes.idOf(scope);
    this.#state[row] = LIVE;
    this.#scope[row] = number;
    this.#nodes[number] ??= new Map();
    this.#names[number] ??= new NameIndex(this.#keys);
    for (const key of about) this.#addSlot(row, this.#nodeOf(number, key), 1);
    for (const key of mentioned) if (!about.has(key)) this.#addSlot(row, this.#nodeOf(number, key), 0);
    this.#start[row + 1] = this.#slots;
    this.#count(row, 1);
  }

  /** Makes room up to `row`: rows without an episode are dead. */
  #place(row: number): void {
    this.#state = withRoom(this.#state, row + 1);
    this.#scope = withRoom(this.#scope, row + 1);
    this.#start = withRoom(this.#start, row + 2);
    for (; this.rows <= row; this.rows++) {
      this.#state[this.rows] = DEAD;
      this.#scope[this.rows] = -1;
      this.#start[this.rows] = this.#start[this.rows + 1] = this.#slots;
    }
  }

  #nodeOf(scope: number, key: string): number {
    const nodes = this.#nodes[scope]!;
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const node = this.#keys.push(key) - 1;
    nodes.set(key, node);
    this.#names[scope]!.add(node);
    this.#scopeOfNode = withRoom(this.#scopeOfNode, node + 1);
    this.#mentions = withRoom(this.#mentions, node + 1);
    this.#topics = withRoom(this.#topics, node + 1);
    this.#lastMention = withRoom(this.#lastMention, node + 1);
    this.#lastTopic = withRoom(this.#lastTopic, node + 1);
    this.#scopeOfNode[node] = scope;
    this.#lastMention[node] = this.#lastTopic[node] = -1;
    return node;
  }

  #addSlot(row: number, node: number, about: 0 | 1): void {
    const slot = this.#slots++;
    this.#entry = withRoom(this.#entry, slot + 1);
    this.#row = withRoom(this.#row, slot + 1);
    this.#older = withRoom(this.#older, slot + 1);
    const last = about === 1 ? this.#lastTopic : this.#lastMention;
    if (about === 1 && last[node] === -1) this.#names[this.#scopeOfNode[node]!]!.addTopic(node);
    this.#entry[slot] = 2 * node + about;
    this.#row[slot] = row;
    this.#older[slot] = last[node]!;
    last[node] = slot;
  }

  /** Adds a row to the counts, or takes it out of them. */
  #count(row: number, sign: 1 | -1): void {
    const scope = this.#scope[row]!;
    this.#liveRows[scope] = (this.#liveRows[scope] ?? 0) + sign;
    for (let slot = this.#start[row]!; slot < this.#start[row + 1]!; slot++) {
      const entry = this.#entry[slot]!;
      const counts = (entry & 1) === 1 ? this.#topics : this.#mentions;
      counts[entry >> 1] = counts[entry >> 1]! + sign;
    }
  }

  isThere(row: number): boolean {
    return row < this.rows && this.#state[row] !== DEAD;
  }

  setHidden(row: number, hidden: boolean): void {
    const wanted = hidden ? HIDDEN : LIVE;
    if (this.#state[row] === wanted) return;
    this.#state[row] = wanted;
    this.#count(row, hidden ? -1 : 1);
  }

  /** The row's slots and the names that only it has stay until the next compaction; nothing leads to them. */
  remove(row: number): void {
    if (this.#state[row] === LIVE) this.#count(row, -1);
    this.#state[row] = DEAD;
    this.#scope[row] = -1;
    this.#dead++;
  }

  /** Numbers of the scopes of these keys that hold anything. */
  scopesOf(scopeKeys: readonly string[]): readonly number[] {
    const flags = this.#scopes.flags(scopeKeys);
    return Array.from(flags.keys()).filter((scope) => flags[scope] === 1 && this.#liveRows[scope]! > 0);
  }

  /** Rows of these scopes that can be found. */
  population(scopes: readonly number[]): number {
    return scopes.reduce((sum, scope) => sum + this.#liveRows[scope]!, 0);
  }

  nodeOf(scope: number, key: string): number | undefined {
    return this.#nodes[scope]!.get(key);
  }

  /** Nodes of a scope that something is or was about, by a variant of their names. */
  topicsBy(scope: number, handle: string): readonly Handled[] {
    return this.#names[scope]!.topicsBy(handle);
  }

  /** Findable nodes of a scope whose names this one may be a misspelling of. */
  misspellingsOf(scope: number, name: string): readonly number[] {
    return [...this.#names[scope]!.misspellingsOf(name)].filter((node) => this.isHeld(node));
  }

  /** Whether a findable episode mentions it or is about it. */
  isHeld(node: number): boolean {
    return this.mentionsOf(node) + this.topicsOf(node) > 0;
  }

  nameOf(node: number): string {
    return this.#keys[node]!;
  }

  /** Findable episodes of the node's scope that mention it, and that are about it. */
  mentionsOf(node: number): number {
    return this.#mentions[node]!;
  }

  topicsOf(node: number): number {
    return this.#topics[node]!;
  }

  firstSlot(row: number): number {
    return this.#start[row]!;
  }

  endSlot(row: number): number {
    return this.#start[row + 1]!;
  }

  nodeAt(slot: number): number {
    return this.#entry[slot]! >> 1;
  }

  isTopicAt(slot: number): boolean {
    return (this.#entry[slot]! & 1) === 1;
  }

  /** Writes the findable rows about a node, later ones first, and returns where they end. */
  writeTopicRows(node: number, into: Int32Array, at: number): number {
    return this.#writeRows(this.#lastTopic[node]!, into, at);
  }

  writeMentionRows(node: number, into: Int32Array, at: number): number {
    return this.#writeRows(this.#lastMention[node]!, into, at);
  }

  #writeRows(last: number, into: Int32Array, from: number): number {
    let at = from;
    for (let slot = last; slot >= 0; slot = this.#older[slot]!) {
      const row = this.#row[slot]!;
      if (this.#state[row] === LIVE) into[at++] = row;
    }
    return at;
  }

  /** The rows of a concept in every scope, hidden ones too, in their order. */
  rowsOf(key: string): readonly number[] {
    const found = new Set<number>();
    for (const nodes of this.#nodes) {
      const node = nodes?.get(key);
      if (node === undefined) continue;
      for (const last of [this.#lastTopic[node]!, this.#lastMention[node]!])
        for (let slot = last; slot >= 0; slot = this.#older[slot]!)
          if (this.isThere(this.#row[slot]!)) found.add(this.#row[slot]!);
    }
    return [...found].sort((a, b) => a - b);
  }

  /** What the graph holds of a row, in the order it came. */
  describe(row: number): { readonly topics: readonly string[]; readonly mentions: readonly string[] } {
    const topics: string[] = [];
    const mentions: string[] = [];
    for (let slot = this.#start[row]!; slot < this.#start[row + 1]!; slot++)
      (this.isTopicAt(slot) ? topics : mentions).push(this.#keys[this.nodeAt(slot)]!);
    return { topics, mentions };
  }

  get concepts(): number {
    return this.#keys.length;
  }

  get slots(): number {
    return this.#slots;
  }

  get bytes(): number {
    const columns = [this.#state, this.#scope, this.#start, this.#entry, this.#row, this.#older];
    const ofNodes = [this.#scopeOfNode, this.#mentions, this.#topics, this.#lastMention, this.#lastTopic];
    return [...columns, ...ofNodes].reduce((sum, column) => sum + column.byteLength, 0);
  }

  /**
   * The graph itself if nothing was removed since it was made, else a copy of what is left: nothing
   * of what was removed, not even a name, remains in it. Yields from time to time.
   */
  *compacted(): Generator<void, ConceptGraph> {
    if (this.#dead === 0) return this;
    const copy = new ConceptGraph();
    let work = 0;
    for (let row = 0; row < this.rows; row++) {
      if (this.#state[row] === DEAD) copy.#place(row);
      else {
        const { topics, mentions } = this.describe(row);
        copy.add(row, this.#scopes.values[this.#scope[row]!]!, mentions, topics);
        if (this.#state[row] === HIDDEN) copy.setHidden(row, true);
        work += topics.length + mentions.length;
      }
      if (work > SLOTS_A_PIECE) {
        work = 0;
        yield;
      }
    }
    return copy;
  }

  /** Only of a compacted graph. */
  *write(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.uint(this.rows);
    writer.bytes(this.#state.subarray(0, this.rows));
    const renumbered = this.#scopes.write(writer, this.#scope, this.rows);
    writer.strings(this.#keys);
    for (let node = 0; node < this.#keys.length; node++) {
      writer.uint(renumbered[this.#scopeOfNode[node]!]!);
      if (writer.length > CHUNK) yield writer.take();
    }
    for (let row = 0; row < this.rows; row++) {
      if (this.#state[row] === DEAD) continue;
      writer.uint(renumbered[this.#scope[row]!]!);
      writer.uint(this.#start[row + 1]! - this.#start[row]!);
      for (let slot = this.#start[row]!; slot < this.#start[row + 1]!; slot++)
        writer.uint(this.#entry[slot]!);
      if (writer.length > CHUNK) yield writer.take();
    }
    yield writer.take();
  }

  /** What it holds of the rows that are there, in their order; a name is written where it comes first. */
  *witness(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    const scopes = this.#scopes.write(writer, this.#scope, this.rows);
    const numbers = new Int32Array(this.#keys.length).fill(-1);
    let named = 0;
    for (let row = 0; row < this.rows; row++) {
      if (this.#state[row] === DEAD) continue;
      writer.uint(this.#state[row]!);
      writer.uint(scopes[this.#scope[row]!]!);
      writer.uint(this.#start[row + 1]! - this.#start[row]!);
      for (let slot = this.#start[row]!; slot < this.#start[row + 1]!; slot++) {
        const node = this.nodeAt(slot);
        const isNew = numbers[node] === -1;
        if (isNew) numbers[node] = named++;
        writer.uint(2 * numbers[node]! + Number(this.isTopicAt(slot)));
        if (isNew) writer.string(this.#keys[node]!);
      }
      if (writer.length > CHUNK) yield writer.take();
    }
    yield writer.take();
  }

  static read(reader: ByteReader): ConceptGraph {
    const graph = new ConceptGraph();
    const rows = reader.count();
    const state = reader.bytes(rows);
    graph.#scopes = Interner.read(reader);
    for (const _ of graph.#scopes.values) {
      graph.#nodes.push(new Map());
      graph.#names.push(new NameIndex(graph.#keys));
    }
    const keys = reader.strings();
    for (const key of keys) graph.#nodeOf(indexBelow(graph.#scopes.values.length, reader), key);
    if (graph.#keys.length !== keys.length) throw new RangeError("A concept is there twice.");
    for (let row = 0; row < rows; row++) {
      graph.#place(row);
      if (state[row] === DEAD) continue;
      graph.#state[row] = LIVE;
      graph.#scope[row] = indexBelow(graph.#scopes.values.length, reader);
      for (let left = reader.count(); left > 0; left--) {
        const entry = indexBelow(2 * keys.length, reader);
        graph.#addSlot(row, entry >> 1, (entry & 1) as 0 | 1);
      }
      graph.#start[row + 1] = graph.#slots;
      graph.#count(row, 1);
      if (state[row] === HIDDEN) graph.setHidden(row, true);
    }
    reader.end();
    return graph;
  }

  /** Broken invariants: counts that are not those of the lists. */
  verify(): readonly string[] {
    const problems: string[] = [];
    const rows = new Int32Array(this.rows);
    for (let node = 0; node < this.#keys.length; node++) {
      const mentions = this.#lengthOf(this.#lastMention[node]!, rows);
      const topics = this.#lengthOf(this.#lastTopic[node]!, rows);
      if (mentions !== this.#mentions[node] || topics !== this.#topics[node])
        problems.push(`hippocampus: the counts of concept ${node} are not those of its episodes.`);
    }
    return problems;
  }

  #lengthOf(last: number, into: Int32Array): number {
    return this.#writeRows(last, into, 0);
  }
}

function indexBelow(limit: number, reader: ByteReader): number {
  const value = reader.uint();
  if (value >= limit) throw new RangeError("The bytes refer to what is not there.");
  return value;
}
