/**
 * BERT's uncased tokeniser (Devlin et al. 2018, arXiv:1810.04805; WordPiece: Schuster and Nakajima 2012): cleans,
 * lowers case and strips accents, splits at white space, punctuation and CJK characters, then takes the longest
 * piece of the vocabulary that begins what is left of a word. The same ids as Hugging Face's `tokenizers`.
 */
export interface WordPiece {
  readonly size: number;
  /** Appends the ids of a text's pieces (no [CLS], no [SEP]), at most `limit`, to `out` from its start; returns how many. */
  encodeInto(text: string, out: Int32Array): number;
  encode(text: string): number[];
}

const LONGEST_WORD = 100;

/** `vocabulary`: the pieces in order of their ids; those that continue a word begin with "##". */
export function createWordPiece(vocabulary: readonly string[]): WordPiece {
  const trie = new Trie(vocabulary);
  const inside = trie.add("##");
  const unknown = Math.max(0, vocabulary.lastIndexOf("[UNK]"));

  /** Writes the pieces of the word text[from, to) from out[count] on; returns where they end. */
  function cut(text: string, from: number, to: number, out: Int32Array, count: number): number {
    let end = count;
    let start = trie.root;
    const isLong = to - from > LONGEST_WORD && codePoints(text.slice(from, to)) > LONGEST_WORD;
    for (let at = from; at < to; start = inside) {
      let id = NONE;
      let node = isLong ? NONE : trie.child(start, text.charCodeAt(at));
      for (let next = at + 1; node !== NONE; next++) {
        if (trie.ids[node]! !== NONE) {
          id = trie.ids[node]!;
          at = next;
        }
        node = next < to ? trie.child(node, text.charCodeAt(next)) : NONE;
      }
      if (id === NONE) {
        out[count] = unknown;
        return count + 1;
      }
      if (end < out.length) out[end++] = id;
    }
    return end;
  }

  function encodeInto(text: string, out: Int32Array): number {
    const folded = fold(text);
    let count = 0;
    let start = -1;
    for (let i = 0; i < folded.length && count < out.length; ) {
      const unit = folded.charCodeAt(i);
      const isPair = unit >= 0xd800 && unit < 0xdc00;
      const kind = isPair ? kindOfPoint(folded.codePointAt(i)!) : kindOfUnit(unit);
      const next = isPair ? i + 2 : i + 1;
      if (kind === LETTER) {
        if (start < 0) start = i;
      } else {
        if (start >= 0) count = cut(folded, start, i, out, count);
        start = -1;
        if (kind === ALONE && count < out.length) count = cut(folded, i, next, out, count);
      }
      i = next;
    }
    return start >= 0 && count < out.length ? cut(folded, start, folded.length, out, count) : count;
  }

  return {
    size: vocabulary.length,
    encodeInto,
    encode(text) {
      // A UTF-16 unit gives at most one piece, or three when case folding lengthens it.
      const out = new Int32Array(text.length * 3 + 1);
      return [...out.subarray(0, encodeInto(text, out))];
    },
  };
}

/** Of an empty slot, of a node that ends no piece, of a child that is not there. */
const NONE = -1;

/**
 * The pieces by their beginnings, so that a word is cut without a string made of any part of it. A node is
 * the slot, in a hash table of edges, of the edge (parent, unit) that leads to it.
 */
class Trie {
  readonly root: number;
  /** Of the piece that ends at a node. */
  readonly ids: Int32Array;
  readonly #parents: Int32Array;
  readonly #units: Uint16Array;
  readonly #shift: number;

  constructor(pieces: readonly string[]) {
    // Room for a node a unit, were no beginning shared, and for "##".
    const most = pieces.reduce((sum, piece) => sum + piece.length, 3);
    this.#shift = Math.clz32(most);
    this.root = 2 ** (32 - this.#shift);
    this.ids = new Int32Array(this.root).fill(NONE);
    this.#parents = new Int32Array(this.root).fill(NONE);
    this.#units = new Uint16Array(this.root);
    for (const [id, piece] of pieces.entries()) this.ids[this.add(piece)] = id;
  }

  /** The node of a beginning, which is there from now on. */
  add(text: string): number {
    let node = this.root;
    for (let i = 0; i < text.length; i++) {
      const slot = this.#slot(node, text.charCodeAt(i));
      this.#parents[slot] = node;
      this.#units[slot] = text.charCodeAt(i);
      node = slot;
    }
    return node;
  }

  child(node: number, unit: number): number {
    const slot = this.#slot(node, unit);
    return this.#parents[slot] === NONE ? NONE : slot;
  }

  /** Where the edge is, or would be. */
  #slot(node: number, unit: number): number {
    let slot = (Math.imul(node, 0x9e3779b1) + Math.imul(unit, 0x85ebca6b)) >>> this.#shift;
    for (;;) {
      const parent = this.#parents[slot]!;
      if (parent === NONE || (parent === node && this.#units[slot] === unit)) return slot;
      slot = slot + 1 === this.root ? 0 : slot + 1;
    }
  }
}

/** What a character does: a space ends a word, punctuation is a word alone, a control character goes. */
const SPACE = 1;
const LETTER = 2;
const ALONE = 3;
const CONTROL = 4;
/** By UTF-16 unit, 0 where nobody asked yet. ASCII has its own: its symbols are punctuation. */
const kinds = new Uint8Array(0x10000);
for (let unit = 0; unit < 128; unit++) {
  const alphanumeric =
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
  if (unit === 9 || unit === 10 || unit === 13 || unit === 32) kinds[unit] = SPACE;
  else if (alphanumeric) kinds[unit] = LETTER;
  else kinds[unit] = unit > 32 && unit < 127 ? ALONE : CONTROL;
}

function kindOfUnit(unit: number): number {
  const known = kinds[unit]!;
  if (known !== 0) return known;
  kinds[unit] = kindOfPoint(unit);
  return kinds[unit]!;
}

function kindOfPoint(point: number): number {
  if (isCjk(point)) return ALONE;
  const character = String.fromCodePoint(point);
  if (/\p{White_Space}/u.test(character)) return SPACE;
  return /\p{P}/u.test(character) ? ALONE : LETTER;
}

/** Control, format and private characters go, accents are stripped, case is lowered. */
function fold(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  const clean = text.replace(/[^\P{C}\t\n\r]|\ufffd/gu, "");
  const bare = clean.normalize("NFD").replace(/\p{Mn}/gu, "");
  // A whole string's lower case would turn a last sigma into another letter than the rest.
  return bare.replaceAll("Σ", "σ").toLowerCase();
}

/** ASCII without control characters: only its case can change. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 128 || kinds[unit] === CONTROL) return false;
  }
  return true;
}

function isCjk(point: number): boolean {
  return (
    (point >= 0x4e00 && point <= 0x9fff) ||
    (point >= 0x3400 && point <= 0x4dbf) ||
    (point >= 0x20000 && point <= 0x2a6df) ||
    (point >= 0x2a700 && point <= 0x2b73f) ||
    (point >= 0x2b740 && point <= 0x2b81f) ||
    (point >= 0x2b920 && point <= 0x2ceaf) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0x2f800 && point <= 0x2fa1f)
  );
}

function codePoints(word: string): number {
  let count = 0;
  for (const _ of word) count++;
  return count;
}
