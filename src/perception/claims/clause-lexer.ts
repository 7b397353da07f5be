/** One word, number or mark of a sentence. `low`: lower case, with a straight apostrophe. Clitics are words. */
export interface Token {
  readonly text: string;
  readonly low: string;
  readonly start: number;
  readonly end: number;
  readonly kind: "word" | "number" | "mark";
  readonly capital: boolean;
}

/** One sentence of a text, as prose: where it stands, and whether it asks. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  /** It begins an item of a list. */
  readonly listed: boolean;
}

/** So much of a text is read, in UTF-16 units. */
const maxRead = 32_768;
const longestSentence = 1_000;

const fence = /^\s*(?:```|~~~)/;
/** Headings, tables, quotations and mathematics are no prose. */
const noProse = /^\s*(?:#|\||>|\\|\$\$)/;
const bullet = /^\s*(?:[-*•–]|\d{1,3}[.)])\s+/;
/** Of a run of marks only the first begins one: else a long run would cost its square. */
const ending = /(?<![.!?…])[.!?…]+["'”’)\]*]*\s+/g;
const shortForm = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|vs|etc|e\.g|i\.e|No|Jr|Sr|Inc|Ltd|approx|[A-Z])\.$/;

/** The sentences of a text's prose, without its code, headings and the marks of its lists. */
export function* proseOf(text: string): Generator<Sentence> {
  let inCode = false;
  const length = Math.min(text.length, maxRead);
  for (let at = 0; at < length; ) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, Math.min(end, maxRead));
    if (fence.test(line)) inCode = !inCode;
    else if (!inCode && line.length > 3 && !noProse.test(line)) yield* sentencesOf(line, at, end <= maxRead);
    at = end + 1;
  }
}

/** `isWhole`: what is left at the line's end is a sentence, not a part of one. */
function* sentencesOf(line: string, offset: number, isWhole: boolean): Generator<Sentence> {
  let from = bullet.exec(line)?.[0].length ?? 0;
  const listed = from > 0;
  ending.lastIndex = from;
  for (let match = ending.exec(line); match !== null; match = ending.exec(line)) {
    const upTo = match.index + 1;
    if (line.charAt(match.index) === "." && shortForm.test(line.slice(Math.max(from, upTo - 8), upTo)))
      continue;
    const end = match.index + match[0].length;
    if (end - from <= longestSentence) yield { start: offset + from, end: offset + end, listed };
    from = end;
  }
  if (isWhole && line.length - from > 3 && line.length - from <= longestSentence)
    yield { start: offset + from, end: offset + line.length, listed };
}

const token =
  /[Aa]ny more(?=[.,;!?)]|\s*$)|([$€£¥]?\d+(?:[,.:/]\d+)*(?:[kKmM](?![\p{L}\d]))?%?\+?(?:st|nd|rd|th)?(?![\p{L}\d]))|`[^`\n]{1,80}`|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-'’`+&._/@][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*\+{0,2}|\S/gu;
const letters = /^[A-Za-z]+$/;
const open = /^[\p{L}\p{N}`]/u;
const curly = /[’`]/g;
const clitic = /(n['’`]t|['’`](?:m|re|ve|ll|d|s))$/i;

/** Contractions whose parts are written otherwise: how many characters the first has, and what each stands for. */
export const contractions: ReadonlyMap<string, readonly [length: number, first: string, second: string]> =
  new Map([
    ["can't", [3, "can", "n't"]],
    ["cannot", [3, "can", "n't"]],
    ["cant", [3, "can", "n't"]],
    ["won't", [2, "will", "n't"]],
    ["wont", [2, "will", "n't"]],
    ["dont", [2, "do", "n't"]],
    ["didnt", [3, "did", "n't"]],
    ["doesnt", [4, "does", "n't"]],
    ["havent", [4, "have", "n't"]],
    ["im", [1, "i", "'m"]],
    ["ive", [1, "i", "'ve"]],
    ["gonna", [3, "going", "to"]],
    ["wanna", [3, "want", "to"]],
    ["gotta", [3, "got", "to"]],
  ]);

/** The words, numbers and marks of a sentence, in order; contractions in two. Marks of emphasis are none. */
export function tokensOf(text: string, { start, end }: Pick<Sentence, "start" | "end">): Token[] {
  const tokens: Token[] = [];
  for (const match of text.slice(start, end).matchAll(token)) {
    const written = match[0];
    const from = start + match.index;
    if (match[1] !== undefined) tokens.push(tokenAt(written, from, "number", written));
    else if (letters.test(written)) addWord(tokens, written, from, written.toLowerCase());
    else if (written.length > 1 || open.test(written)) {
      const low = written.toLowerCase();
      if (written.charCodeAt(0) === 96) tokens.push(tokenAt(written, from, "word", low));
      else addWord(tokens, written, from, low === "any more" ? "anymore" : low.replace(curly, "'"));
    } else if (written !== "*" && written !== "_") tokens.push(tokenAt(written, from, "mark", written));
  }
  return tokens;
}

const upper = /^\p{Lu}/u;

function tokenAt(text: string, start: number, kind: Token["kind"], low: string): Token {
  return { text, low, start, end: start + text.length, kind, capital: kind === "word" && upper.test(text) };
}

function addWord(tokens: Token[], written: string, start: number, low: string): void {
  const known = contractions.get(low);
  const length = known?.[0] ?? written.length - (clitic.exec(written)?.[0].length ?? 0);
  if (length === written.length || length === 0) {
    tokens.push(tokenAt(written, start, "word", low));
    return;
  }
  tokens.push(tokenAt(written.slice(0, length), start, "word", known?.[1] ?? low.slice(0, length)));
  tokens.push(tokenAt(written.slice(length), start + length, "word", known?.[2] ?? low.slice(length)));
}
