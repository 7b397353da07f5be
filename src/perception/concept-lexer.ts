/** How a word of a text is written. */
export type Shape = "lower" | "capital" | "caps" | "initial" | "camel" | "number" | "mixed";

/** One word of a text with what stands before it. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly shape: Shape;
  /** What divides it from the word before: nothing but space, "&", a comma, or more. */
  readonly gap: "space" | "ampersand" | "comma" | "break";
  /** It begins a sentence, a line or a quotation. */
  readonly first: boolean;
  /** Nothing but a dash, and space about it, divides it from the word before. */
  readonly dash: boolean;
}

const lowerBit = 1;
const upperBit = 2;
const digitBit = 4;
const classes = new Uint8Array(128);
for (let code = 48; code < 58; code++) classes[code] = digitBit;
for (let code = 65; code < 91; code++) classes[code] = upperBit;
for (let code = 97; code < 123; code++) classes[code] = lowerBit;

/** 0 where no word goes on. Letters that have no case count as small. */
function classOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return classes[code]!;
  if (!(code >= 0xc0) || code === 0xd7 || code === 0xf7) return 0;
  if ((code >= 0x2000 && code < 0x2c00) || (code >= 0x3000 && code < 0x3040) || code >= 0xfe00) return 0;
  if (code >= 0xd800 && code < 0xe000) return 0;
  if (code < 0x2000) {
    const char = text.charAt(at);
    if (char !== char.toLowerCase()) return upperBit;
  }
  return lowerBit;
}

const apostrophe = 39;
const fullStop = 46;
const isJoint = (code: number): boolean =>
  code === apostrophe || code === 0x2019 || code === 45 || code === 38 || code === 0x2011 || code === 43;

const isDigit = (text: string, at: number): boolean => classes[text.charCodeAt(at)] === digitBit;
/** Three figures follow a comma, and no fourth. */
const isThousands = (text: string, comma: number): boolean =>
  isDigit(text, comma + 1) &&
  isDigit(text, comma + 2) &&
  isDigit(text, comma + 3) &&
  !isDigit(text, comma + 4);

/** A text's words after so many UTF-16 units are not looked at. */
const maxScan = 262_144;

/** The words of a text. Linear in its length. `abbreviates` says whose full stop ends no sentence. */
export function piecesOf(text: string, abbreviates: (word: string) => boolean): Piece[] {
  const pieces: Piece[] = [];
  const length = Math.min(text.length, maxScan);
  let gap: Piece["gap"] = "break";
  let first = true;
  let dash = false;
  for (let at = 0; at < length; ) {
    let bits = classOf(text, at);
    if (bits === 0) {
      const code = text.charCodeAt(at);
      if (code === 32 || code === 0xa0 || code === 9) {
        // space divides nothing
      } else if (code === 38 && gap === "space") {
        gap = "ampersand";
      } else if (code === 44) {
        if (gap === "space") gap = "comma";
      } else {
        const isDash = code === 45 || (code >= 0x2010 && code <= 0x2015) || code === 0x2212;
        dash = isDash && (dash || gap === "space");
        gap = "break";
        first ||=
          code === fullStop ||
          code === 33 ||
          code === 63 ||
          code === 10 ||
          code === 34 ||
          code === 0x201c ||
          code === 58 ||
          code === 96 ||
          code === 42 ||
          code === 0x2022;
      }
      at++;
      continue;
    }
    const start = at;
    let uppers = 0;
    let lowers = 0;
    const head = bits;
    let all = 0;
    for (;;) {
      all |= bits;
      if (bits === upperBit) uppers++;
      else if (bits === lowerBit) lowers++;
      at++;
      bits = at < length ? classOf(text, at) : 0;
      if (bits !== 0) continue;
      const code = at < length ? text.charCodeAt(at) : 0;
      const next = at + 1 < length ? classOf(text, at + 1) : 0;
      if (next !== 0 && isJoint(code)) {
        at++;
        bits = next;
        continue;
      }
      // "1,000" and "3.5" are one number, "1991,1995" are two, "U.S.A" is one word
      const joint = code === fullStop || (code === 44 && isThousands(text, at));
      if (joint && next === digitBit && classOf(text, at - 1) === digitBit) {
        at++;
        bits = next;
        continue;
      }
      if (code === fullStop && next === upperBit && uppers > 0 && lowers === 0 && at - start < 12) {
        at++;
        bits = next;
        continue;
      }
      break;
    }
    const end = at;
    const shape: Shape =
      head === digitBit
        ? lowers + uppers === 0
          ? "number"
          : "mixed"
        : head === lowerBit
          ? uppers > 0 && end - start > 2
            ? "camel"
            : "lower"
          : lowers > 0
            ? "capital"
            : uppers === 1 && all === upperBit
              ? "initial"
              : "caps";
    pieces.push({ start, end, shape, gap, first, dash });
    dash = false;
    gap = "space";
    first = false;
    if (text.charCodeAt(at) === fullStop) {
      const dotted = shape === "initial" || (shape === "caps" && text.slice(start, end).includes("."));
      if (
        dotted ||
        (end - start < 5 && shape === "capital" && abbreviates(text.slice(start, end).toLowerCase()))
      )
        at++;
    }
  }
  return pieces;
}
