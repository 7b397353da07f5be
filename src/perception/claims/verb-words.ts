import { afterAdverbs } from "./adverbs.ts";
import type { Token } from "./clause-lexer.ts";
import { determiners, particles, prepositions } from "./clause-words.ts";
import { ingBase, participleBase } from "./verb-forms.ts";

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

export const be: ReadonlySet<string> = words("am is are was were 'm 're be been being");
export const have: ReadonlySet<string> = words("have has had 've");
export const future: ReadonlySet<string> = words("will 'll shall");
export const unreal: ReadonlySet<string> = words("would could should must ought");
/** What one can do is mostly an offer; that one cannot do these is a fact. */
export const abilities: ReadonlySet<string> = words(
  "eat drink have afford stand tolerate drive swim attend work sleep travel walk run speak read use cook",
);
/** Base forms that are also the past of another verb, and nearly always that. */
export const pastOnly: ReadonlySet<string> = words("found felt saw left lay wound ground bound");
/** Verbs of thought and talk whose things say nothing alone. */
export const noThings: ReadonlySet<string> = words(
  "think guess mean suppose bet believe agree wonder understand hear remember say tell know assume doubt imagine promise swear apologize thank let happen seem look sound appreciate hope wish",
);
/** Verbs by form that after "to" are as often a place or a thing. */
export const nounsToo: ReadonlySet<string> = words(
  "work place camp show love dance stream store shop study film park bed",
);
/** What is begun, kept up or ended is a doing. */
export const phases: ReadonlySet<string> = words(
  "start begin stop keep finish try quit continue go avoid practice practise consider miss spend",
);
/** Participles of two words: "was laid off from". */
export const twoWords: ReadonlySet<string> = new Set([
  ...["laid off", "let go", "made redundant", "taken on", "taken back", "fed up", "brought up", "put off"],
]);
export const functional: ReadonlySet<string> = words(
  "i you he she it we they me him them us what how who where when if so but and or because",
);

/** Verb and noun that are one verb, by the verb. */
const idioms: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ["get", [["rid", "of"]]],
  ["lose", [["interest", "in"]]],
  ["fall", [["in", "love", "with"]]],
  [
    "take",
    [
      ["care", "of"],
      ["part", "in"],
    ],
  ],
]);

const low = (tokens: readonly Token[], at: number): string => tokens[at]?.low ?? "";

/** "get | rid of": the verb that goes on at a token, and the token after it. */
export function idiomAt(
  tokens: readonly Token[],
  at: number,
  base: string,
): { readonly name: string; readonly next: number } | null {
  const rest = idioms
    .get(base)
    ?.find((words) => words.every((word, index) => low(tokens, at + index) === word));
  return rest === undefined ? null : { name: `${base} ${rest.join(" ")}`, next: at + rest.length };
}

/** "'s" as "has" or "is"; null where it may be a genitive's. */
export function contractedAt(tokens: readonly Token[], from: number): "have" | "be" | null {
  const at = afterAdverbs(tokens, from);
  const [token, after] = [tokens[at], low(tokens, at + 1)];
  if (token?.kind !== "word") return null;
  const word = token.low;
  if (/^(?:been|got|had|become|gone)$/.test(word)) return "have";
  const participle = participleBase(word, true);
  if (participle !== null && !tokens[at]!.capital) {
    const object = determiners.has(after) || tokens[at + 1]?.capital === true;
    if (object || /^(?:move|relocate|quit|leave|join|start|stop|finish|return|come)$/.test(participle))
      return "have";
    return prepositions.has(after) ? "be" : null;
  }
  const isDoing = ingBase(word, true) !== null && (determiners.has(after) || prepositions.has(after));
  return isDoing || /^(?:a|an|the|in|at|from|my|our)$/.test(word) || word === "back" ? "be" : null;
}

export function isGoingTo(tokens: readonly Token[], at: number): boolean {
  const verb = tokens[at + 2];
  return (
    low(tokens, at) === "going" &&
    low(tokens, at + 1) === "to" &&
    verb?.capital === false &&
    !determiners.has(verb.low)
  );
}

export function isThing(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || token.low === "that" || token.low === "i") return false;
  return determiners.has(token.low) || token.kind === "number" || token.capital;
}

/** Whether what follows "get", "feel", "turn" is a thing and no quality. */
export function isNounPhrase(tokens: readonly Token[], at: number, base: string): boolean {
  const token = tokens[at];
  if (token === undefined) return false;
  const word = token.low;
  if (token.kind === "number" || determiners.has(word) || prepositions.has(word)) return true;
  return /^(?:get|go|turn|grow)$/.test(base) ? participleBase(word, true) === null : particles.has(word);
}
