import type { ClaimSubject } from "../../model/claim.ts";
import { keyOf } from "../concept-key.ts";
import { afterAdverbs } from "./adverbs.ts";
import { employs } from "./change-words.ts";
import type { Token } from "./clause-lexer.ts";
import { kin } from "./subjects.ts";
import { participleBase, pastBase } from "./verb-forms.ts";

/** What a clause about a name tells of one who speaks, or of a relative: "Acme hired me", "Porto is home now". */
export interface Tie {
  readonly subject: ClaimSubject;
  readonly relation: "live in" | "work at";
  readonly denied: boolean;
  /** It happened; else it is so. */
  readonly happened: boolean;
  /** The token after it. */
  readonly next: number;
}

const longestHomely = 3;

/** The tie that is told by what follows a name, from `at` on; null where none is. */
export function tieAt(tokens: readonly Token[], at: number, speaker: string, text: string): Tie | null {
  return hiring(tokens, at, speaker, text) ?? belonging(tokens, at, speaker);
}

const low = (tokens: readonly Token[], at: number): string => tokens[at]?.low ?? "";

/** "hired me", "has let me go", "laid my sister off". */
function hiring(tokens: readonly Token[], from: number, speaker: string, text: string): Tie | null {
  let at = afterAdverbs(tokens, from);
  const perfect = /^(?:has|have|had|'ve|'s)$/.test(low(tokens, at));
  if (perfect) at = afterAdverbs(tokens, at + 1);
  const word = low(tokens, at);
  const verb = word === "let" ? "let" : perfect ? participleBase(word, true) : pastBase(word, true);
  if (verb === null || !employing.has(verb)) return null;
  const whom = personAt(tokens, at + 1, speaker, text);
  if (whom === null) return null;
  const { subject, next } = whom;
  const particle = `${verb} ${low(tokens, next)}`;
  const split = employs.get(particle);
  // "took on my sister" is read as it stands: its particle is before whom.
  const hired = split ?? employs.get(verb);
  if (hired === undefined) return null;
  return {
    ...{ subject, relation: "work at", denied: !hired, happened: true },
    next: split === undefined ? next : next + 1,
  };
}

const employing: ReadonlySet<string> = new Set([...employs.keys()].map((name) => name.split(" ")[0]!));

function personAt(
  tokens: readonly Token[],
  at: number,
  speaker: string,
  text: string,
): { readonly subject: ClaimSubject; readonly next: number } | null {
  if (/^(?:me|us)$/.test(low(tokens, at)))
    return { subject: { type: "speaker", name: speaker }, next: at + 1 };
  if (!/^(?:my|our)$/.test(low(tokens, at))) return null;
  for (let head = at + 1; head < at + 4; head++) {
    if (tokens[head]?.kind !== "word") return null;
    if (!kin.test(low(tokens, head))) continue;
    const key = keyOf(text.slice(tokens[at + 1]!.start, tokens[head]!.end));
    return { subject: { type: "concept", key, owner: speaker }, next: head + 1 };
  }
  return null;
}

/** "is home now", "isn't my home any more", "is our employer", "is where I live". */
function belonging(tokens: readonly Token[], from: number, speaker: string): Tie | null {
  if (!/^(?:is|'s)$/.test(low(tokens, from))) return null;
  const denial = { denied: false, over: false };
  let at = afterAdverbs(tokens, from + 1, denial);
  const told = (relation: Tie["relation"], next: number): Tie => ({
    ...{ subject: { type: "speaker", name: speaker }, relation, denied: denial.denied },
    ...{ happened: false, next },
  });
  if (low(tokens, at) === "where" && /^(?:i|we)$/.test(low(tokens, at + 1))) {
    const verb = afterAdverbs(tokens, at + 2);
    if (low(tokens, verb) === "live" && ends(tokens, verb + 1)) return told("live in", verb + 1);
    return low(tokens, verb) === "work" && ends(tokens, verb + 1) ? told("work at", verb + 1) : null;
  }
  const own = /^(?:my|our)$/.test(low(tokens, at));
  if (own) at++;
  for (let head = at; head < at + (own ? longestHomely : 1); head++) {
    const noun = low(tokens, head);
    if (noun === "home" && ends(tokens, head + 1)) return told("live in", head + 1);
    if (own && /^(?:employer|workplace)$/.test(noun) && ends(tokens, head + 1))
      return told("work at", head + 1);
    if (tokens[head]?.kind !== "word") return null;
  }
  return null;
}

/** Nothing but an adverb and the clause's end follows: not "home to many birds". */
function ends(tokens: readonly Token[], from: number): boolean {
  const at = afterAdverbs(tokens, from);
  const token = tokens[at];
  if (token === undefined || token.kind === "mark") return true;
  return /^(?:now|again|anymore|and|but|these|for|once|since|instead)$/.test(token.low);
}
