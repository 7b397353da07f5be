import type { ClaimDraft, ClaimObject, ClaimSubject, Polarity, ValidTime } from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import { keyOf } from "../concept-key.ts";
import {
  beginnings,
  changeOf,
  changing,
  endings,
  exchanges,
  gainsJob,
  givesNotice,
  homes,
  intangible,
  jobs,
  leavesHome,
  losesJob,
  notices,
  put,
  putting,
} from "./change-words.ts";
import type { Clause } from "./clause.ts";
import { prepositions } from "./clause-words.ts";
import { type Phrase, phraseAt } from "./phrases.ts";
import { relationOf } from "./relations.ts";
import { kin } from "./subjects.ts";
import { ingBase } from "./verb-forms.ts";
import { doingAt } from "./verb-group.ts";

interface State {
  readonly subject?: ClaimSubject;
  readonly relation: string;
  /** The verb's base form. */
  readonly base?: string;
  readonly denied: boolean;
  readonly object: ClaimObject;
}

/** What is so, and does not happen: it tells nothing of now where it is told as past. */
const lasting =
  /^(?:be|be (?:in|at|with|into|hooked on|tired \w+|sick \w+|bored \w+|weary \w+|fed up with|married to|back in)|be (?:based|located|headquartered) in|have|keep|store|belong to|work as)$/;

/**
 * What a change leaves behind: "I've sold my car" tells a sale, and that there is no car any more. `told`: what the
 * clause itself tells, by the verb `name`. A state holds from the change on; a planned change is a planned state.
 */
export function statesOf(clause: Clause, phrase: Phrase, told: ClaimDraft, name: string): ClaimDraft[] {
  const { said, verb } = clause;
  if (
    !changing.has(verb.base) ||
    told.polarity === "denied" ||
    told.modality === "wish" ||
    told.modality === "hypothetical"
  )
    return [];
  const ahead = told.valid.from !== null && told.valid.from > said;
  const ends = /^(?:be|get) (?:gone|stolen|sold|destroyed)$/.test(`${name} ${told.object.text}`);
  const lasts = lasting.test(name) && !ends;
  const happened = verb.tense === "past" || told.modality === "plan" || ahead;
  if (lasts ? verb.tense === "past" : !happened && !ends) return [];
  const states = exchanged(clause, phrase, told, name) ?? [stateOf(clause, phrase, told, name)];
  return states.flatMap((state) => (state === null ? [] : draftsOf(state, told, lasts ? null : said)));
}

/** `changed`: when a change was told; null of what is so. */
function draftsOf(state: State, told: ClaimDraft, changed: Millis | null): ClaimDraft[] {
  const { subject = told.subject, relation, base, denied, object } = state;
  // That a thing will be there or gone is no more than the plan itself says.
  if (told.modality === "plan" && (denied || relation === "have")) return [];
  const polarity: Polarity = denied ? "denied" : "affirmed";
  return [
    {
      ...told,
      subject,
      relation: relationOf(relation, base ?? relation.split(" ")[0]!, false, subject, object),
      object,
      polarity,
      valid: changed === null ? told.valid : since(told.valid, changed),
    },
  ];
}

/** From when a change happened on; of one that names no time since it was told at the latest. */
export function since(valid: ValidTime, said: Millis): ValidTime {
  if (valid.precision === "said") return { from: said, to: null, precision: "said" };
  return { from: valid.from ?? valid.to, to: null, precision: valid.precision };
}

function stateOf(clause: Clause, phrase: Phrase, told: ClaimDraft, name: string): State | null {
  return (
    doing(clause, phrase, name) ??
    placed(clause, phrase, told, name) ??
    atFirm(clause, phrase, name) ??
    attribute(clause, told, name) ??
    gone(clause, told, name) ??
    settled(clause, phrase, told, name) ??
    changed(clause, phrase, told, name)
  );
}

const isName = (object: ClaimObject): boolean =>
  object.type === "concept" && /^(?:the )?\p{Lu}/u.test(object.text);

/** "stopped using Slack": it is used no more. */
function doing({ tokens, times, text }: Clause, { from }: Phrase, name: string): State | null {
  const denied = endings.has(name);
  if (!denied && !beginnings.has(name)) return null;
  const base = ingBase(tokens[from]!.low, true);
  const verb = base === null ? null : doingAt(tokens, from + 1, base);
  const object = verb === null ? null : phraseAt(tokens, verb.next, times, verb.quality, text);
  return verb === null || object === null
    ? null
    : { relation: verb.name, base: verb.base, denied, object: object.object };
}

/** "moved my piano to Porto", "my piano was shipped to Porto": that is where it is. */
function placed(clause: Clause, phrase: Phrase, told: ClaimDraft, name: string): State | null {
  const { tokens, times, text, subject } = clause;
  if (subject.pattern === "own" && subject.naming === undefined && put.test(name) && isName(told.object))
    return { relation: name.endsWith("at") ? "be at" : "be in", denied: false, object: told.object };
  if (!putting.has(name) || told.subject.type !== "speaker") return null;
  if (!/^(?:my|our)$/.test(tokens[phrase.from]!.low)) return null;
  const at = prepositionIn(clause, phrase);
  const place = at < 0 ? null : phraseAt(tokens, at + 1, times, false, text);
  if (place?.object.type !== "concept") return null;
  const where = /^(?:to|into|in)$/.test(tokens[at]!.low) ? "be in" : `be ${tokens[at]!.low}`;
  if (!/^be (?:in|at|inside|under|behind)$/.test(where)) return null;
  if (!isName(place.object) && !/^(?:a|an|the|my|our)$/.test(tokens[at + 1]!.low)) return null;
  const key = keyOf(text.slice(tokens[phrase.from + 1]!.start, tokens[at - 1]!.end));
  if (key === "") return null;
  const thing: ClaimSubject = { type: "concept", key, owner: told.subject.name };
  return { subject: thing, relation: where, denied: false, object: place.object };
}

/** Where in a phrase its first preposition stands, but "of"; -1 where none does. */
function prepositionIn({ tokens }: Clause, { from, next }: Phrase): number {
  for (let at = from + 2; at < next; at++)
    if (prepositions.has(tokens[at]!.low) && tokens[at]!.low !== "of") return at;
  return -1;
}

/** "a new job at Acme", "my notice at Acme", "our flat in Porto", "a clerk at Acme": what stands for the name. */
function atFirm({ tokens, times, text }: Clause, { from, next }: Phrase, name: string): State | null {
  const gains = gainsJob.has(name);
  const ends = losesJob.has(name);
  const notice = givesNotice.has(name);
  const home = leavesHome.has(name);
  const works = name === "work as";
  if (!gains && !ends && !notice && !home && !works) return null;
  for (let at = from; at < Math.min(next, tokens.length - 2); at++) {
    const { low } = tokens[at]!;
    const isJob = (gains || ends) && jobs.has(low);
    const isHome = home && homes.has(low);
    if (!isJob && !isHome && !(notice && notices.has(low)) && !(works && at > from)) continue;
    const where = tokens[at + 1]!.low === "over" ? at + 2 : at + 1;
    if (!(isHome ? /^in$/ : /^(?:at|with|for|from)$/).test(tokens[where]?.low ?? "")) continue;
    const place = phraseAt(tokens, where + 1, times, false, text);
    if (place === null || !isName(place.object)) continue;
    return {
      relation: isHome ? "live in" : "work at",
      denied: isHome || !(gains || works),
      object: place.object,
    };
  }
  return null;
}

/** "my home is Porto", "our employer is Acme", "Acme's headquarters are in Porto". */
function attribute({ subject }: Clause, { subject: owned, object }: ClaimDraft, name: string): State | null {
  if (owned.type !== "concept" || owned.owner === undefined || !isName(object)) return null;
  const owner: ClaimSubject =
    subject.pattern === "own"
      ? { type: "speaker", name: owned.owner }
      : { type: "concept", key: owned.owner };
  if (/(?:^| )(?:home|residence)$/.test(owned.key) && /^be(?: in)?$/.test(name))
    return { subject: owner, relation: "live in", denied: false, object };
  if (/(?:^| )(?:employer|workplace)$/.test(owned.key) && name === "be")
    return { subject: owner, relation: "work at", denied: false, object };
  if (/(?:^| )job$/.test(owned.key) && /^be (?:at|with)$/.test(name))
    return { subject: owner, relation: "work at", denied: false, object };
  if (
    /(?:^| )(?:headquarters?|hq|head office)$/.test(owned.key) &&
    /^be(?: (?:based|located))?(?: in)?$/.test(name)
  )
    return { subject: owner, relation: "be based in", denied: false, object };
  return null;
}

/** "my bike was stolen", "my bike is gone": it is there no more. */
function gone({ tokens, at, subject, text }: Clause, told: ClaimDraft, name: string): State | null {
  if (told.subject.type !== "concept" || told.subject.owner === undefined || subject.pattern !== "own")
    return null;
  if (!/^(?:be|get)$/.test(name) || !/^(?:gone|stolen|sold|destroyed)$/.test(told.object.text)) return null;
  const { key, owner } = told.subject;
  if (kin.test(key)) return null;
  const written = text.slice(tokens[at]!.start, tokens[subject.next - 1]!.end);
  return {
    subject: { type: "speaker", name: owner },
    ...{ relation: "have", denied: true, object: { type: "concept", key, text: written } },
  };
}

/** "I'm back in Porto for good": no visit. */
function settled({ tokens }: Clause, { next }: Phrase, { object }: ClaimDraft, name: string): State | null {
  if (!/^(?:be back in|(?:return|come back|go back) to)$/.test(name) || !isName(object)) return null;
  const [one, two] = [tokens[next]?.low, tokens[next + 1]?.low];
  const stays =
    one === "permanently" || (one === "for" && two === "good") || (one === "to" && two === "stay");
  return stays ? { relation: "live in", denied: false, object } : null;
}

function changed(clause: Clause, phrase: Phrase, told: ClaimDraft, name: string): State | null {
  const change = changeOf(name);
  if (change === undefined || change.relation === told.relation.name) return null;
  const { object } = told;
  const { relation, denied } = change;
  const first = clause.tokens[phrase.from]!.low;
  switch (change.object) {
    case "name":
      // A pupil starts at a school.
      if (name === "start at" && /\b(?:school|university|college|academy|kindergarten)\b/i.test(object.text))
        return null;
      return isName(object) ? { relation, denied, object } : null;
    case "new":
      return object.type === "concept" && /^(?:a|an|another|my|our)$/.test(first)
        ? { relation, denied, object: alone(clause, phrase, object) }
        : null;
    case "own": {
      // "gave my bike to Tom", but "gave my best"
      const isTo = name !== "give" || /^to$/.test(clause.tokens[prepositionIn(clause, phrase)]?.low ?? "");
      if (!isTo || (/^(?:lose|give)$/.test(name) && object.type === "concept" && intangible.test(object.key)))
        return null;
      const isOwn = told.subject.type === "speaker" ? /^(?:my|our)$/ : /^(?:his|her|their)$/;
      return object.type === "concept" && isOwn.test(first)
        ? { relation, denied, object: alone(clause, phrase, object) }
        : null;
    }
    case "any":
      return object.type === "concept" || relation === "be" ? { relation, denied, object } : null;
  }
}

/** "traded my bike for a car", "replaced my laptop with a desktop". */
function exchanged(clause: Clause, phrase: Phrase, told: ClaimDraft, name: string): readonly State[] | null {
  const { tokens, times, text } = clause;
  if (!exchanges.has(name) || told.object.type !== "concept") return null;
  if (!/^(?:my|our)$/.test(tokens[phrase.from]!.low)) return null;
  const at = prepositionIn(clause, phrase);
  if (!/^(?:for|with)$/.test(tokens[at]?.low ?? "")) return null;
  if (!/^(?:a|an|another|my|our)$/.test(tokens[at + 1]?.low ?? "")) return null;
  const other = phraseAt(tokens, at + 1, times, false, text);
  if (other?.object.type !== "concept") return null;
  return [
    { relation: "have", denied: true, object: alone(clause, phrase, told.object) },
    { relation: "have", denied: false, object: other.object },
  ];
}

/** "my car to Tom": the car. */
function alone(clause: Clause, phrase: Phrase, object: ClaimObject & { type: "concept" }): ClaimObject {
  const at = prepositionIn(clause, phrase);
  if (at < 0) return object;
  const { tokens, text } = clause;
  return {
    ...object,
    text: text.slice(tokens[phrase.from]!.start, tokens[at - 1]!.end).replace(/\s+/g, " "),
  };
}
