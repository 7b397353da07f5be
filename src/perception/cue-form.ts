import type { CueForm } from "../ports/perception.ts";

/** Characters: what is longer is no question. */
const LONGEST = 1_000;

/** Words of counting, listing and summing up. */
const asksForAll =
  /\b(?:how (?:many|much|often|frequently)|list|enumerate|summari[sz]e|summary|overview|recap|in (?:what|which) order|(?:order|sequence) (?:in which|of)|in total|total|altogether|combined|both|each of|various|different|(?:all|every|each) (?:of )?(?:the |my |your |our |his |her |their )*\p{L}+|(?:kinds?|types?|sorts?) of|throughout|over time|so far)\b/iu;
/** "What are", "Where has Ana", "Which of them have": plural, or any time up to now. */
const asksForSeveral =
  /\bwhat (?:are|were)\b|\b(?:what|which|where|who|whom)\s+(?:[\p{L}'’+/-]+\s+){0,3}(?:has|have)\b/iu;
/** "Which books did Ana": what stands before the verb. */
const asksWhich =
  /\b(?:what|which)\s+((?:[\p{L}'’+/-]+\s+){1,5}?)(?:has|have|had|did|does|do|are|were|is|was|can|could|would|will|might|should)\b/iu;
/** Not "address", "focus" or a possessive. */
const plural = /^\p{L}*\p{L}{3}[^s'’u]s$/iu;

/** Words that say what to do with what is found, and where it is kept; in this order. */
const frames: readonly RegExp[] = [
  // An instruction after the question.
  /(?<=[.?!])\s+(?:please )?(?:mention|include|list|name|give|answer)\b[^.?!]*[.?!]?\s*$/i,
  /^\s*(?:please |(?:can|could|would|will) you (?:please )?)/i,
  /^\s*(?:list|enumerate|summari[sz]e|walk me through|tell me|give me|show me|provide)\s+(?:me )?(?:all )?/i,
  /\b(?:a |an |the )?(?:(?:short|brief|full|complete|detailed|comprehensive|chronological|total|exact) )?(?:list|summary|overview|recap|order|sequence|number|amount) (?:in which|of)\b/i,
  /\bhow (?:many|much|often|frequently)\b/i,
  /\b(?:different|various|several|distinct|in total|total|altogether|combined)\b/gi,
  /\b(?:kinds?|types?|sorts?|aspects?|parts?|ways?) of\b/gi,
  /\b(?:throughout|across|during|in|over) (?:all )?(?:of )?(?:our|my) (?:(?:past|previous|earlier|recent|different|many) )?(?:conversations?|chats?|discussions?|messages)\b/gi,
  /,?\s*\b(?:in|from) (?:chronological )?order\b/gi,
];

/** Without one of these, or the order of words of a yes-or-no question, "X and Y" is one thing with two names, or a list. */
const compares =
  /\b(?:or|both|between|same|common|share[ds]?|similar|differ(?:s|ed|ent|ence|ences)?|compared?|comparison|versus|vs|than|each)\b|^\s*(?:are|is|was|were|do|does|did|have|has|had)\b/i;
/** ", X or Y?" at the end. */
const alternatives = /^(.*?)[,:]\s+(?:either\s+)?([^,:]{2,80}?),?\s+or\s+([^,:]{2,80}?)\s*[?.]?$/is;
/** "both X and Y", "between X and Y" where these are no names. */
const pair = /^(.*?)\b(?:both|between)\s+((?:[^\s]+\s+){1,12}?)and\s+(.{2,90}?)([?.]?)$/is;
const name =
  "(?:(?:the|an?|my|our|The|An?)\\s+)?[\"“]?[\\p{Lu}\\p{N}][\\p{L}\\p{N}'’.:&!-]*(?:\\s+(?:(?:of|the|in|de|la|von|for|to|on|at)\\s+)*[\\p{Lu}\\p{N}(][\\p{L}\\p{N}'’.:&!()-]*)*[\"”]?";
const names = new RegExp(`(${name}),?\\s+(?:and|or)\\s+(${name})`, "u");
/** What begins a cue is written large without being part of a name. */
const opening =
  /^(?:are|is|was|were|do|does|did|have|has|had|can|could|will|would|should|who|what|which|when|where|how|in|between|both)\s+/i;

/**
 * Claim: a cue that asks for all instances, or compares two things, shows it in function words alone; taking
 *   the words of asking away, and asking for each thing by itself, finds more of what is asked for.
 * Formula: docs/SPEC.md, Y1-Y3.
 * Citation: decomposition of comparisons into questions of one thing each: Min et al. 2019,
 *   doi:10.18653/v1/P19-1613.
 * Deviations: by rules in place of a trained splitter; English only, and a cue in another language has no form.
 * Test: src/perception/cue-form.test.ts; what it is worth: bench/ablation.ts.
 */
export function cueForm(text: string): CueForm {
  if (text.length > LONGEST) return { wantsAll: false, about: text, sides: [] };
  const wantsAll = asksForAll.test(text) || asksForSeveral.test(text) || isPlural(asksWhich.exec(text)?.[1]);
  const about = wantsAll ? withoutFrame(text) : text;
  return { wantsAll, about, sides: compares.test(text) ? sidesOf(about.trim().replace(/\s+/g, " ")) : [] };
}

function isPlural(before: string | undefined): boolean {
  const head = before?.trim().split(/\s+/).at(-1);
  return head !== undefined && plural.test(head);
}

/** The text itself where nothing else is in it. */
function withoutFrame(text: string): string {
  const rest = frames.reduce((left, frame) => left.replace(frame, " "), text);
  return /\p{L}{3}/u.test(rest) ? rest.trim().replace(/\s+/g, " ") : text;
}

function sidesOf(text: string): readonly string[] {
  const sides = byAlternatives(text) ?? byNames(text) ?? byPair(text) ?? [];
  const [one, other] = sides.map((side) => side.toLowerCase());
  return one === other ? [] : sides;
}

function byAlternatives(text: string): readonly string[] | null {
  const found = alternatives.exec(text);
  return found === null ? null : [`${found[1]}, ${found[2]}?`, `${found[1]}, ${found[3]}?`];
}

function byNames(text: string): readonly string[] | null {
  const found = names.exec(text);
  if (found === null) return null;
  const after = text.slice(found.index + found[0].length);
  const begun = found.index === 0 ? (opening.exec(found[1]!)?.[0] ?? "") : "";
  const before = text.slice(0, found.index) + begun;
  const one = found[1]!.slice(begun.length);
  return one === "" ? null : [before + one + after, before + found[2]! + after];
}

function byPair(text: string): readonly string[] | null {
  const found = pair.exec(text);
  if (found === null) return null;
  const [, before, one, other, end] = found;
  return [`${before}${one!.trim()}${end}`, `${before}${other}${end}`];
}
