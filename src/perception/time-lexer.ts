import { longestTimeWord, type TimeWord, timeWords } from "./time-words.ts";

/** One time word or number of a text. Numbers: `value`, and `digits` as many as were written. */
export interface Lexeme {
  readonly start: number;
  readonly end: number;
  readonly kind: TimeWord;
  readonly value: number;
  readonly weak: boolean;
  readonly capital: boolean;
  readonly digits: number;
}

/** Time words are looked for in so much of a text, in UTF-16 units. */
const maxScan = 262_144;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isUpper = (code: number): boolean => code >= 65 && code <= 90;
/** Letters; of what is not ASCII all but general punctuation and what East Asia writes dates with. */
const isLetter = (code: number): boolean =>
  isUpper(code) ||
  (code >= 97 && code <= 122) ||
  (code >= 0xc0 && !(code >= 0x2000 && code <= 0x206f) && code < 0x2e80);

/** Time words and numbers. Lower-casing is only done for what may be one. */
export function lex(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  const length = Math.min(text.length, maxScan);
  for (let at = 0; at < length; ) {
    const start = at;
    const first = text.charCodeAt(at);
    if (isDigit(first)) {
      while (at < length && isDigit(text.charCodeAt(at))) at++;
      const digitsEnd = at;
      while (at < length && isLetter(text.charCodeAt(at))) at++;
      const digits = digitsEnd - start;
      const suffix = at - digitsEnd;
      const ordinal = suffix === 2 && /^(?:st|nd|rd|th)$/i.test(text.slice(digitsEnd, at));
      if (digits > 4 || (suffix > 0 && !ordinal && text.charCodeAt(digitsEnd) !== 84)) continue;
      lexemes.push({
        start,
        end: ordinal ? at : digitsEnd,
        kind: ordinal ? "ordinal" : "number",
        value: Number(text.slice(start, digitsEnd)),
        weak: false,
        capital: false,
        digits,
      });
      if (!ordinal) at = digitsEnd + suffix;
    } else if (isLetter(first)) {
      do at++;
      while (at < length && isLetter(text.charCodeAt(at)));
      if (at - start > longestTimeWord || isDigit(text.charCodeAt(at))) continue;
      const entry = timeWords.get(text.slice(start, at).toLowerCase());
      if (entry !== undefined)
        lexemes.push({
          start,
          end: at,
          kind: entry.kind,
          value: entry.value,
          weak: entry.weak,
          capital: isUpper(first),
          digits: 0,
        });
    } else at++;
  }
  return lexemes;
}
