import type { Cardinality, ClaimObject, ClaimSubject, Relation } from "../../model/claim.ts";

/**
 * Cardinality by what the words mean in English, not by any text: of these one has one at a time. What is not
 * listed is an event when it is told in the past, and else stands beside others of its kind.
 */
const single: ReadonlySet<string> = new Set([
  ...["live in", "live at", "live on", "live near", "live with", "reside in", "stay at", "be based in"],
  ...["work at", "work for", "work as", "be employed by", "be employed at", "be employed as"],
  ...["be married to", "be engaged to", "be from", "be born in", "be born on", "be born at"],
  ...[
    "be named",
    "be called",
    "go by",
    "weigh",
    "cost",
    "age",
    "earn",
    "be scheduled for",
    "be due",
    "be due on",
  ],
]);

/** What lasts: told in the past it is over or was so, but it did not happen at one moment. */
const stative: ReadonlySet<string> = new Set([
  "be",
  "have",
  "own",
  "know",
  "need",
  "want",
  "like",
  "love",
  "hate",
  "dislike",
  "prefer",
  "enjoy",
  "adore",

  "live",
  "reside",
  "belong",
  "contain",
  "cost",
  "deserve",
  "depend",
  "exist",
  "fear",
  "feel",
  "involve",
  "lack",

  "look",
  "matter",
  "owe",
  "possess",
  "remain",
  "resemble",
  "seem",
  "sound",
  "suffer",
  "support",
  "trust",
  "value",

  "weigh",
  "work",
  "earn",
  "stay",
  "keep",
  "rely",
  "consist",
  "favor",
  "favour",
  "appreciate",
  "admire",
  "miss",
]);

const preferences: ReadonlySet<string> = new Set([
  "like",
  "love",
  "hate",
  "dislike",
  "prefer",
  "enjoy",
  "adore",
  "favor",
  "favour",
  "be a fan of",
  "be into",
  "dread",
  "detest",
  "loathe",
  "can't stand",
  "be fond of",
  "be passionate about",
  "be allergic to",
]);

export const isStative = (base: string): boolean => stative.has(base);

/** Says what somebody likes or does not: what an agent should know before it proposes anything. */
export function isPreference(relation: Relation): boolean {
  return preferences.has(relation.name);
}

/** Holds until it is taken back or replaced: an instruction, a preference, what one has one of at a time. */
export function isStanding({ name, cardinality }: Relation): boolean {
  return name === instruct.name || preferences.has(name) || cardinality === "single";
}

export const prefer: Relation = { name: "prefer", cardinality: "multiple" };

/** A standing instruction to whoever reads it: data, to be shown as what somebody asked for. */
export const instruct: Relation = { name: "instruct", cardinality: "multiple" };

/** Attributes that a person or thing has one of at a time: "my budget is …", "Ana's birthday is …". */
const attributes: ReadonlySet<string> = new Set([
  ...["name", "birthday", "birth", "age", "job", "profession", "occupation", "employer", "address", "home"],
  ...[
    "hometown",
    "city",
    "email",
    "number",
    "height",
    "weight",
    "size",
    "salary",
    "income",
    "budget",
    "rent",
    "price",
  ],
  ...["cost", "score", "grade", "average", "deadline", "date", "limit", "goal", "target", "major", "title"],
  ...["role", "position", "rank", "record", "status", "version"],
  ...["nickname", "nationality", "religion", "favorite", "favourite", "quota", "balance", "total", "speed"],
]);
const figures = /^\d{1,3}(?: years?(?: old)?)?$/;

/** The relation as it is kept: "I'm 34" tells an age, and has one of it at a time. */
export function relationOf(
  name: string,
  base: string,
  happened: boolean,
  subject: ClaimSubject,
  object: ClaimObject,
): Relation {
  if (name === "be" && object.type === "quantity" && figures.test(object.text) && isSomebody(subject))
    return { name: "age", cardinality: "single" };
  if (name === "be" && subject.type === "concept" && subject.owner !== undefined) {
    const measured = object.type === "quantity" || object.type === "date";
    if (measured || isAttribute(subject.key)) return { name, cardinality: "single" };
  }
  return { name, cardinality: cardinalityOf(name, base, happened) };
}

/** "phone number", "major": what one has one of at a time. */
export function isAttribute(key: string): boolean {
  return key.split(" ").some((word) => attributes.has(word));
}

/** One who speaks, or a relative: what is counted in years. */
function isSomebody(subject: ClaimSubject): boolean {
  return subject.type === "speaker" || kin.test(subject.key);
}
const kin =
  /(?:^| )(?:mother|mom|mum|father|dad|parents?|sister|brother|son|daughter|kid|child|baby|husband|wife|partner|girlfriend|boyfriend|friend|aunt|uncle|cousin|niece|nephew|grand\w+|dog|cat|boss|colleague|roommate|neighbou?r)$/;

function cardinalityOf(name: string, base: string, happened: boolean): Cardinality {
  if (single.has(name)) return "single";
  return happened && !stative.has(base) ? "event" : "multiple";
}
