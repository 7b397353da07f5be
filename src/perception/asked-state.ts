import type { AskedState } from "../ports/perception.ts";
import { enders, prepositions, pronouns } from "./claims/clause-words.ts";
import { ingBase, isBase } from "./claims/verb-forms.ts";
import { keyOf } from "./concept-key.ts";

/** Characters: what is longer is no question about one state. */
const LONGEST = 200;

const form =
  /^(?:(?:so|and|but|hey|hi|ok|okay|please|also|then|remind me|tell me|\p{Lu}\p{L}*),? )?(where|who|whom|what|which)\b(.*)$/isu;
/** Words of the present that leave a question the same. */
const present =
  /(?:,? (?:now|currently|nowadays|today|still|again|these days|at the moment|at present|right now))+(?= |$)/gi;

/**
 * What a question in the present asks of the state of one subject: "Where does Ana live?", "What's my favourite sport?".
 * null where it asks for none, or in a form that this does not read.
 *
 * Claim: such questions name the subject, and the relation by its verb: the object alone is missing.
 * Formula: wh [noun] do|does SUBJECT verb [preposition]; wh am|is|are SUBJECT [verb-ing | participle].
 * Citation: questions as the clause that they would be with the answer in place of the question word: Huddleston and
 *   Pullum 2002, "The Cambridge Grammar of the English Language", chapter 10.
 * Deviations: two forms, one verb, no clause beside it; English only.
 * Test: src/perception/asked-state.test.ts.
 */
export function askedState(cue: string): AskedState | null {
  if (cue.length > LONGEST) return null;
  const text = cue
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[?!.]+$/, "")
    .replace(present, "");
  const found = form.exec(text);
  if (found === null) return null;
  const asks = found[1]!.toLowerCase();
  const words = found[2]!
    .replace(/^'(?:s|re)\b/i, " is")
    .trim()
    .split(" ");
  const at = words.findIndex((word) => /^(?:do|does|am|is|are)$/i.test(word));
  // What stands before it says of what kind the answer is: "which city".
  if (at < 0 || at > 3 || words.some((word) => /[,;:]/.test(word))) return null;
  const rest = words.slice(at + 1);
  const kind = { isPlace: asks === "where", ofKind: at > 0 };
  const isDone = /^do/i.test(words[at]!);
  const last = rest.at(-1)?.toLowerCase() ?? "";
  if (isDone) {
    const tail = prepositions.has(last) ? 1 : 0;
    const verb = rest.at(-1 - tail)?.toLowerCase();
    const subject = subjectIn(rest.slice(0, -1 - tail));
    return verb === undefined || !isBase(verb) || subject === null
      ? null
      : { ...subject, verb, preposition: tail === 1 ? last : null, ...kind };
  }
  const doing = ingBase(last, true);
  const isPassive = /^(?:based|located|employed|married|called|named)$/.test(last);
  if (rest.length > 1 && (doing !== null || isPassive)) {
    const subject = subjectIn(rest.slice(0, -1));
    const verb = isPassive ? `be ${last}` : doing!;
    return subject === null ? null : { ...subject, verb, preposition: null, ...kind };
  }
  const subject = subjectIn(rest);
  return subject === null ? null : { ...subject, verb: "be", preposition: null, ...kind };
}

/** It does not belong to a name or a thing. */
const isOther = (word: string): boolean => prepositions.has(word) || enders.has(word) || pronouns.has(word);
const isName = (word: string): boolean => /^\p{Lu}[\p{L}.'-]*$/u.test(word);

/** "I", "my sister", "Ana", "Ana's sister", "the office"; null: another phrase. */
function subjectIn(words: readonly string[]): Pick<AskedState, "whose" | "thing"> | null {
  const [first, ...others] = words;
  if (first === undefined) return null;
  const low = first.toLowerCase();
  if (/^(?:i|we)$/.test(low)) return others.length === 0 ? { whose: "asker", thing: null } : null;
  if (others.some((word) => isOther(word.toLowerCase()))) return null;
  if (/^(?:my|our)$/.test(low)) {
    const thing = keyOf(others.join(" "));
    return thing === "" ? null : { whose: "asker", thing };
  }
  const end = words.findIndex((word) => /'s?$/i.test(word));
  if (end >= 0) {
    const owner = words.slice(0, end + 1);
    const thing = keyOf(words.slice(end + 1).join(" "));
    if (thing === "" || !owner.every(isName)) return null;
    return { whose: { name: keyOf(owner.join(" ").replace(/'s?$/i, "")) }, thing };
  }
  if (words.every(isName)) return { whose: { name: keyOf(words.join(" ")) }, thing: null };
  if (low !== "the") return null;
  const thing = keyOf(others.join(" "));
  return thing === "" ? null : { whose: null, thing };
}
