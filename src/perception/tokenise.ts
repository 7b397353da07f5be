/** One word of a text: its normal form and, for an identifier, the words that it is made of. */
export interface Word {
  readonly form: string;
  readonly parts: readonly string[];
}

/** No form or part is longer, in code points: what is longer is cut, so that equal beginnings match. */
export const maxTokenLength = 64;

const wordByte = new Uint8Array(128);
for (const char of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_'")
  wordByte[char.charCodeAt(0)] = 1;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
/** `.` `,` `:` belong to a number when digits stand on both sides. */
const isNumberJoint = (code: number): boolean => code === 46 || code === 44 || code === 58;

/**
 * Calls `visit` with every chunk: a run that no ASCII space or punctuation divides. Chunks repeat a lot, so a
 * caller may remember what `wordsOf` made of one; `tokenise` is the two together.
 */
export function forEachChunk(text: string, visit: (chunk: string) => void): void {
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const inside =
      code >= 128 ||
      wordByte[code] === 1 ||
      (start >= 0 &&
        isNumberJoint(code) &&
        isDigit(text.charCodeAt(at - 1)) &&
        isDigit(text.charCodeAt(at + 1)));
    if (inside) {
      if (start < 0) start = at;
    } else if (start >= 0) {
      visit(text.slice(start, at));
      start = -1;
    }
  }
  if (start >= 0) visit(text.slice(start));
}

const plainWord = /^[a-z]+$|^[A-Z]?[a-z]+$|^[0-9]+$/;
const nonAscii = /[^\0-\x7f]/;
const apostrophe = /[\u2019\u02bc]/g;
/** Soft hyphen, joiners, variation selectors, keycap: they shape glyphs and separate nothing. */
const invisible = /\u00ad|\u200c|\u200d|\u2060|\ufeff|\u20e3|[\ufe00-\ufe0f]/g;
/**
 * Normalising sorts marks, in quadratic time: no word needs more than 30 (UAX #15, stream-safe text). The two
 * half-width kana marks are letters that become marks.
 */
const longMarks = /([\p{M}\uff9e\uff9f]{30})[\p{M}\uff9e\uff9f]+/gu;
const number = `[vV]?[0-9]+(?:[.,:][0-9]+)+`;
const word = String.raw`[\p{L}\p{N}][\p{L}\p{N}\p{M}_]*(?:'[\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*`;
const anyWord = new RegExp(`${number}|${word}`, "gu");

/**
 * Scripts written without spaces: their words come from the platform's dictionary. The accents that they share
 * with others are none of theirs.
 */
const unspacedScripts = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar"]
  .map((script) => String.raw`\p{Script_Extensions=${script}}`)
  .join("");
const unspaced = String.raw`[[${unspacedScripts}]--[\u0300-\u036f]]`;
const hasUnspaced = new RegExp(unspaced, "v");
const scriptRuns = new RegExp(`${unspaced}+|[^${unspaced}]+`, "gv");

/** The words of one chunk, in order. Linear in its length. */
export function wordsOf(chunk: string): Word[] {
  if (plainWord.test(chunk)) return [{ form: cap(chunk.toLowerCase()), parts: [] }];
  const ascii = !nonAscii.test(chunk);
  const text = ascii
    ? chunk
    : chunk.replace(longMarks, "$1").normalize("NFKC").replace(apostrophe, "'").replace(invisible, "");
  const words: Word[] = [];
  for (const [match] of text.matchAll(anyWord)) {
    if (ascii || !hasUnspaced.test(match)) addWord(match, words);
    else addMixed(match.match(scriptRuns) ?? [], words);
  }
  return words;
}

/** The words of a text, in order. Total on any string, lone surrogates and NULs included. */
export function tokenise(text: string): Word[] {
  const words: Word[] = [];
  forEachChunk(text, (chunk) => {
    for (const found of wordsOf(chunk)) words.push(found);
  });
  return words;
}

const hasJoint = /[0-9][.,:][0-9]/;
const thousands = /^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/;
const clitic = /^(?:s|ll|re|ve|d|m)$/i;
const identifier = /_|\p{Ll}\p{Lu}|\p{Lu}{2}\p{Ll}/u;
const acronymPlural = /^\p{Lu}{2,}s$/u;
const identifierPart =
  /(?!\p{M})(?:\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{Lu}+|[^\p{Lu}\p{Ll}_]+)/gu;

function addWord(match: string, words: Word[]): void {
  if (hasJoint.test(match)) addNumber(match.replace(/^v/i, ""), words);
  else if (match.includes("'")) words.push(contraction(match));
  else words.push(plainOrIdentifier(match));
}

/** "1,000" is 1000; "3.5", "10:30" and "1.2.3" are one token; other commas divide. */
function addNumber(match: string, words: Word[]): void {
  if (thousands.test(match)) words.push({ form: cap(match.replaceAll(",", "")), parts: [] });
  else for (const piece of match.split(",")) words.push({ form: cap(piece), parts: [] });
}

/** "Caroline's" is caroline, "don't" is not, "O'Brien" is obrien with the part brien. */
function contraction(match: string): Word {
  const pieces = match.split("'");
  const last = pieces.at(-1) ?? "";
  if (last.toLowerCase() === "t" && pieces.at(-2)?.toLowerCase().endsWith("n"))
    return { form: "not", parts: [] };
  if (clitic.test(last)) pieces.pop();
  if (pieces.length === 1) return plainOrIdentifier(pieces[0] ?? "");
  const parts = pieces
    .filter((piece) => piece.length > 1)
    .map(normalise)
    .filter(Boolean);
  return { form: normalise(pieces.join("")), parts };
}

/** "getUserName" and "get_user_name" are getusername with the parts get, user, name. */
function plainOrIdentifier(match: string): Word {
  const short = match.length <= maxTokenLength;
  if (!short || !identifier.test(match) || acronymPlural.test(match)) {
    return { form: normalise(match), parts: [] };
  }
  const parts = (match.match(identifierPart) ?? []).map(normalise).filter(Boolean);
  return { form: normalise(match), parts: parts.length > 1 ? parts : [] };
}

/** Letters that no decomposition folds. */
const folds: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ς: "σ",
};
const foldable = /[ßæœøłđðþıς]/g;
/** Only where a mark is an accent on a letter; in other scripts marks are vowels or tones. */
const accents = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu;

/** Lower case, accents folded, no underscores, at most `maxTokenLength` code points. The same in every locale. */
function normalise(written: string): string {
  const form = written.replaceAll("_", "");
  const bounded = form.length > 4 * maxTokenLength ? form.slice(0, 4 * maxTokenLength) : form;
  if (!nonAscii.test(bounded)) return cap(bounded.toLowerCase());
  const plain = bounded.toLowerCase().normalize("NFD").replace(accents, "");
  return cap(plain.normalize("NFKC").replace(foldable, (letter) => folds[letter] ?? letter));
}

function cap(form: string): string {
  if (form.length <= maxTokenLength) return form;
  return Array.from(form.slice(0, 2 * maxTokenLength))
    .slice(0, maxTokenLength)
    .join("");
}

/** One for all: made on first use, since most brains never meet such a script. */
let segmenter: Intl.Segmenter | null = null;
/** The platform's segmenter is given no longer run than this, in UTF-16 units. */
const maxRun = 4096;

/** All unspaced runs of a word are segmented together, apart by spaces: a call costs more than a run. */
function addMixed(runs: readonly string[], words: Word[]): void {
  const pieces = segments(runs.filter((run) => hasUnspaced.test(run)).join(" "));
  for (const run of runs) {
    if (!hasUnspaced.test(run)) for (const [inner] of run.matchAll(anyWord)) addWord(inner, words);
    else
      for (let piece = pieces.next().value; piece && piece.segment !== " "; piece = pieces.next().value)
        if (piece.isWordLike) words.push({ form: normalise(piece.segment), parts: [] });
  }
}

function* segments(text: string): Generator<Intl.SegmentData, undefined> {
  segmenter ??= new Intl.Segmenter("en", { granularity: "word" });
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + maxRun, text.length);
    if (to < text.length && (text.charCodeAt(to) & 0xfc00) === 0xdc00) to--;
    yield* segmenter.segment(text.slice(from, to));
    from = to;
  }
}

/** Segmented text in five scripts, and letters that recent Unicode versions added. */
const probes = [
  "我昨天在北京大学图书馆借了三本关于人工智能的书",
  "東京都に住んでいる友達と週末にラーメンを食べました",
  "เมื่อวานฉันไปตลาดกับเพื่อนแล้วซื้อผลไม้",
  "ຂ້ອຍມັກກິນເຂົ້າໜຽວກັບໝູ່",
  "ខ្ញុំចូលចិត្តអានសៀវភៅនៅបណ្ណាល័យ",
  "မနေ့ကကျွန်တော်စာကြည့်တိုက်ကိုသွားခဲ့တယ်",
];
const recentLetters = [0x10d4a, 0x1e4d0, 0x2ebf0, 0x16d43, 0x323b0, 0xa7ce];

let fingerprint: string | null = null;

/** Eight hex digits that differ where another platform would cut or class text differently. */
export function platformFingerprint(): string {
  if (fingerprint !== null) return fingerprint;
  const seen = probes.map((probe) =>
    tokenise(probe)
      .map((found) => found.form)
      .join(" "),
  );
  for (const letter of recentLetters) seen.push(String(/\p{L}/u.test(String.fromCodePoint(letter))));
  fingerprint = fnv1a(seen.join("|"));
  return fingerprint;
}

/** FNV-1a over UTF-16 units, 32 bits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
