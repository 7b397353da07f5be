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
/** Words repeat: a bounded memo of word to pieces, dropped whole when full so that memory stays flat. */
const MEMO_WORDS = 20_000;

/** `vocabulary`: the pieces in order of their ids; those that continue a word begin with "##". */
export function createWordPiece(vocabulary: readonly string[]): WordPiece {
  const starts = new Map<string, number>();
  const continues = new Map<string, number>();
  let longest = 1;
  vocabulary.forEach((piece, id) => {
    const inside = piece.length > 2 && piece.startsWith("##");
    const bare = inside ? piece.slice(2) : piece;
    (inside ? continues : starts).set(bare, id);
    if (bare.length > longest) longest = bare.length;
  });
  const unknown = starts.get("[UNK]") ?? 0;
  let memo = new Map<string, readonly number[]>();

  function cut(word: string): readonly number[] {
    if (codePoints(word) > LONGEST_WORD) return [unknown];
    const ids: number[] = [];
    for (let from = 0; from < word.length; ) {
      const pieces = from === 0 ? starts : continues;
      let to = Math.min(word.length, from + longest);
      let id = pieces.get(word.slice(from, to));
      while (id === undefined && --to > from) id = pieces.get(word.slice(from, to));
      if (id === undefined) return [unknown];
      ids.push(id);
      from = to;
    }
    return ids;
  }

  function encodeInto(text: string, out: Int32Array): number {
    let count = 0;
    const add = (word: string): void => {
      let ids = memo.get(word);
      if (ids === undefined) {
        if (memo.size >= MEMO_WORDS) memo = new Map();
        ids = cut(word);
        memo.set(word, ids);
      }
      for (let i = 0; i < ids.length && count < out.length; i++) out[count++] = ids[i]!;
    };
    forEachWord(text, add);
    return count;
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

const SPACE = 1;
const LETTER = 2;
const ALONE = 3;
/** What each ASCII unit does: 0 is dropped, a space ends a word, punctuation is a word alone. */
const ASCII = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  const alphanumeric =
    (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
  if (unit === 9 || unit === 10 || unit === 13 || unit === 32) ASCII[unit] = SPACE;
  else if (alphanumeric) ASCII[unit] = LETTER;
  else if (unit > 32 && unit < 127) ASCII[unit] = ALONE;
}

function forEachWord(text: string, add: (word: string) => void): void {
  let plain = true;
  for (let i = 0; i < text.length && plain; i++) {
    const unit = text.charCodeAt(i);
    plain = unit < 128 && ASCII[unit] !== 0;
  }
  const folded = plain ? text.toLowerCase() : fold(text);
  let start = -1;
  for (let i = 0; i < folded.length; ) {
    const unit = folded.charCodeAt(i);
    let kind: number;
    let width = 1;
    if (unit < 128) kind = ASCII[unit]!;
    else {
      const point = folded.codePointAt(i)!;
      if (point > 0xffff) width = 2;
      kind = isSpace(point) ? SPACE : isAlone(point) ? ALONE : LETTER;
    }
    if (kind === LETTER) {
      if (start < 0) start = i;
    } else {
      if (start >= 0) add(folded.slice(start, i));
      start = -1;
      if (kind === ALONE) add(folded.slice(i, i + width));
    }
    i += width;
  }
  if (start >= 0) add(folded.slice(start));
}

/** Control, format and private characters go, accents are stripped, case is lowered. */
function fold(text: string): string {
  const clean = text.replace(/[^\P{C}\t\n\r]|\ufffd/gu, "");
  const bare = clean.normalize("NFD").replace(/\p{Mn}/gu, "");
  // A whole string's lower case would turn a last sigma into another letter than the rest.
  return bare.replaceAll("Σ", "σ").toLowerCase();
}

function isSpace(point: number): boolean {
  return point < 128 ? ASCII[point] === SPACE : /\p{White_Space}/u.test(String.fromCodePoint(point));
}

function isAlone(point: number): boolean {
  return isCjk(point) || /\p{P}/u.test(String.fromCodePoint(point));
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
