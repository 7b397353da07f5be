import { openers } from "../concept-words.ts";
import { timeWords } from "../time-words.ts";
import { factive } from "./clause-bounds.ts";
import { contractions } from "./clause-lexer.ts";
import { coordinators, leads, pronouns } from "./clause-words.ts";
import { commonEnding, finite } from "./subjects.ts";
import { ingBase, isBase, pastBase, presentBase } from "./verb-forms.ts";

/** Without one of these a speaker claims, asks for and prefers nothing of their own. */
const own =
  /(?<![a-z0-9])(?:i|im|ive|we|my|our|just|recently|finally|already|been|got|went|had|bought|met|started|finished|visited|joined|signed|tried|spent|always|never|when|whenever|time|anytime|now|future|forward|please|preferences?)(?![a-z0-9])/i;

/** Whether a speaker may speak of themselves: what does not need not be taken apart. */
export function maySpeakOfSelf(sentence: string): boolean {
  return own.test(sentence);
}

/** From a capitalised word on: it, further ones after it, and the small word or the mark that follows. */
const run =
  /([\p{L}\p{N}\p{M}]+)((?: \p{Lu}[\p{L}\p{N}\p{M}]*)*)(?:[*_]*(?:$|[,;:!?]|\.(?![\p{L}\p{N}]))|[*_]* ([a-z]+)(?=[\s,;:!?)*]|$)|())/uy;
const wholeWord = /(?:$|[\s,;:!?)*]|['’](?:m|re|ve|ll|d|s)(?![\p{L}\p{N}-]))/uy;
const wordBefore = /(?<![\p{L}\p{N}])([A-Za-z]+) $/u;
/** "University of …", "Ana also …". */
const joints = /^(?:of|the|de|van|also)$/;
const upper = /^\p{Lu}/u;
const inWord = /[\p{L}\p{N}]$/u;

/** Whether a name may be a clause's subject: true of every sentence in which `subjectAt` finds one. */
export function mayName(sentence: string): boolean {
  for (let at = 0; at < sentence.length; at++) {
    const code = sentence.charCodeAt(at);
    if (code < 65 || (code > 90 && code < 0xc0)) continue;
    if (code > 90 && !upper.test(sentence.slice(at, at + 2))) continue;
    if (at > 0 && inWord.test(sentence.slice(at - 1, at))) continue;
    if (mayBegin(sentence.slice(Math.max(0, at - 20), at)) && mayBeSubject(sentence, at)) return true;
  }
  return false;
}

/** Whether a clause may begin after this: no word stands before but one that leads in another or ends a time. */
function mayBegin(before: string): boolean {
  if (!before.endsWith(" ")) return true;
  const word = wordBefore.exec(before)?.[1]?.toLowerCase();
  return (
    word === undefined ||
    coordinators.has(word) ||
    leads.has(word) ||
    timeWords.has(word) ||
    factive.test(word)
  );
}

function mayBeSubject(sentence: string, at: number): boolean {
  run.lastIndex = at;
  const [, word = "", further = "", verb, other] = run.exec(sentence) ?? [];
  if (verb === undefined && other === undefined) return false;
  if (verb !== undefined && !isVerb(verb)) return false;
  wholeWord.lastIndex = at + word.length;
  if (!wholeWord.test(sentence)) return true;
  const low = word.toLowerCase();
  if (openers.has(low) || leads.has(low) || pronouns.has(low)) return false;
  const isAlone = further === "" && verb !== undefined && !joints.test(verb);
  return !(isBase(low) || ingBase(low, true) !== null || (isAlone && commonEnding.test(low)));
}

function isVerb(low: string): boolean {
  return (
    finite.has(low) ||
    joints.test(low) ||
    contractions.has(low) ||
    pastBase(low, true) !== null ||
    presentBase(low) !== null
  );
}
