/**
 * Verbs of change by the state that results, as Levin 1993 and VerbNet class them: change of place (51, 46), of
 * possession (13), of employment (13.5.3, 10.10), of taste (31.2), of marriage (36.2), joining a whole (22.2). General
 * English; none comes from a data set.
 */
export interface Change {
  /** The state's relation. */
  readonly relation: string;
  readonly denied: boolean;
  /** What the object must be for it: a name, what is somebody's own, a thing that is new here, or anything. */
  readonly object: "name" | "own" | "new" | "any";
}

const table = new Map<string, Change>();

function add(relation: string, denied: boolean, object: Change["object"], names: readonly string[]): void {
  for (const name of names) table.set(name, { relation, denied, object });
}

/** "{be,get} {hired} {by,at}": every verb with every preposition. */
const passives = (verbs: readonly string[], prepositions: readonly string[]): readonly string[] =>
  verbs.flatMap((verb) => prepositions.map((preposition) => `be ${verb} ${preposition}`));

const dismissed = ["laid off", "let go", "fired", "sacked", "dismissed", "made redundant"];
const engaged = ["hired", "rehired", "recruited", "poached", "headhunted", "taken on", "taken back"];

add("live in", false, "name", ["settle in", "settle down in", "resettle in", "emigrate to", "immigrate to"]);
for (const way of ["back", "over", "down", "up", "out", "across"])
  add("live in", false, "name", [`move ${way} to`, `relocate ${way} to`]);
add("live in", true, "name", [
  "move from",
  "move away from",
  "move out of",
  "relocate from",
  "emigrate from",
]);
add("work at", false, "name", ["start at", ...passives(engaged, ["by", "at"])]);
add("work at", true, "name", ["quit", "resign from", "retire from"]);
add("work at", true, "name", passives(dismissed, ["from", "by", "at"]));
add("have", true, "own", ["sell", "sell off", "donate", "give away", "get rid of", "throw away"]);
add("have", true, "own", ["throw out", "toss out", "trade in", "part with", "scrap"]);
add("have", false, "new", ["buy", "purchase", "acquire", "adopt", "inherit", "buy back", "get back"]);
add("have", true, "own", ["lose", "give"]);
add("be", false, "any", ["become"]);
add("be based in", false, "name", ["be headquartered in"]);
add("like", false, "any", ["rediscover", "fall in love with", "be into", "be hooked on"]);
add("like", true, "any", ["lose interest in", "fall out of love with", "tire of", "go off"]);
add("like", true, "any", passives(["tired", "sick", "bored", "weary"], ["of", "with"]));
add("like", true, "any", ["be fed up with"]);
add("be married to", false, "name", ["marry", "be married to"]);
add("be married to", true, "name", ["divorce", "be divorced from"]);
add("be part of", false, "name", ["belong to", "become part of", "be annexed by", "be acquired by"]);
add("be part of", false, "name", ["be absorbed by", "be absorbed into", "be merged into"]);

/** A change is told by one of these, by their base forms. */
export const changing: ReadonlySet<string> = new Set([
  ...[...table.keys()].map((name) => name.split(" ")[0]!),
  ...[
    "start",
    "begin",
    "resume",
    "take",
    "go",
    "get",
    "stop",
    "quit",
    "cease",
    "give",
    "swear",
    "have",
    "work",
  ],
  ...["land", "accept", "find", "secure", "win", "leave", "lose", "hand", "submit", "put", "turn", "tender"],
  ...["vacate", "move", "transfer", "ship", "store", "keep", "park", "stash", "end", "arrive"],
  ...["trade", "swap", "exchange", "replace", "return", "come"],
]);

/** By a verb's name; what "gets" done is done. */
export function changeOf(name: string): Change | undefined {
  const isDone = /^get (?!into\b|back\b)/.test(name);
  return table.get(isDone && !table.has(name) ? `be ${name.slice(4)}` : name);
}

/** What is begun holds from then on, what is ended no more (55): "started using", "gave up eating". */
export const beginnings: ReadonlySet<string> = new Set([
  "start",
  "begin",
  "resume",
  "take up",
  "go back to",
  "get back to",
  "get back into",
  "get into",
]);
export const endings: ReadonlySet<string> = new Set(["stop", "quit", "cease", "give up", "swear off"]);

/** What one loses or gives and yet has, or never had: no possession. */
export const intangible: RegExp =
  /(?:^| )(?:temper|mind|way|balance|appetite|voice|nerve|patience|faith|confidence|breath|train|count|track|focus|motivation|cool|sense|hope|trust|interest|number|address|email|name|opinion|heart|word|best|love|thanks|consent|permission|speech|talk|time|all|attention|advice|view|self|passion|purpose|calling|match|mother|mom|mum|father|dad|grand\w+|aunt|uncle|friend|husband|wife)$/;
/** "traded my bike for a car": the one is gone, the other is there (13.6). */
export const exchanges: ReadonlySet<string> = new Set(["trade", "trade in", "swap", "exchange", "replace"]);

/** "a new job at …": whoever gets it works there. */
export const jobs: ReadonlySet<string> = new Set([
  "job",
  "position",
  "role",
  "post",
  "gig",
  "internship",
  "apprenticeship",
  "traineeship",
]);
export const gainsJob: ReadonlySet<string> = new Set([
  "start",
  "begin",
  "get",
  "land",
  "take",
  "take up",
  "take on",
  "accept",
  "find",
  "have",
  "secure",
  "win",
]);
export const losesJob: ReadonlySet<string> = new Set([
  "quit",
  "leave",
  "lose",
  "give up",
  "resign",
  "resign from",
]);
/** "handed in my notice at …". */
export const notices: ReadonlySet<string> = new Set(["notice", "resignation"]);
export const givesNotice: ReadonlySet<string> = new Set([
  "hand in",
  "give",
  "give in",
  "submit",
  "put in",
  "turn in",
  "tender",
]);
/** "gave up our flat in …". */
export const homes: ReadonlySet<string> = new Set([
  "place",
  "home",
  "house",
  "flat",
  "apartment",
  "condo",
  "studio",
]);
export const leavesHome: ReadonlySet<string> = new Set(["give up", "leave", "vacate", "move out of"]);

/** They put a thing somewhere, where it is then (9.1, 11.1, 15.2). */
export const putting: ReadonlySet<string> = new Set([
  "move",
  "relocate",
  "transfer",
  "ship",
  "store",
  "keep",
  "put",
  "park",
  "stash",
]);
/** What was done to a thing that is then where it was done to. */
export const put: RegExp =
  /^(?:(?:be|get) (?:moved|relocated|transferred|shipped|taken|brought|sent|delivered|stored|kept|put|parked)|end up|arrive) (?:to|in|into|at)$/;

/** Verbs whose object then works for the subject, or no more, by base and particle (13.5.3, 10.10). */
export const employs: ReadonlyMap<string, boolean> = new Map([
  ...["hire", "rehire", "employ", "recruit", "poach", "headhunt", "take on", "take back", "bring on"].map(
    (verb) => [verb, true] as const,
  ),
  ...["fire", "sack", "dismiss", "lay off", "let go", "make redundant"].map((verb) => [verb, false] as const),
]);

/** Peoples and creeds: what somebody is, and no name. */
export const demonyms: ReadonlySet<string> = new Set(
  `afghan african albanian algerian american arab argentine argentinian armenian asian australian austrian bangladeshi
  basque belarusian belgian bolivian bosnian brazilian british bulgarian burmese cambodian cameroonian canadian catalan
  caribbean chilean chinese colombian congolese croatian cuban cypriot czech danish dominican dutch ecuadorian egyptian
  english estonian ethiopian european filipino filipina finnish flemish french georgian german ghanaian greek guatemalan
  haitian hispanic honduran hungarian icelandic indian indonesian iranian iraqi irish israeli italian ivorian jamaican
  japanese jordanian kazakh kenyan korean kurdish kuwaiti latvian latino latina lebanese libyan lithuanian macedonian
  malaysian maltese mexican moldovan mongolian moroccan namibian nepali nepalese nicaraguan nigerian norwegian pakistani
  palestinian panamanian paraguayan persian peruvian polish portuguese puerto-rican romanian russian rwandan salvadoran
  saudi scandinavian scottish senegalese serbian singaporean slovak slovakian slovene slovenian somali spanish sudanese
  swedish swiss syrian taiwanese tanzanian thai tibetan tunisian turkish ugandan ukrainian uruguayan uzbek venezuelan
  vietnamese welsh yemeni zambian zimbabwean catholic protestant orthodox muslim jewish buddhist hindu sikh mormon
  lutheran methodist baptist anglican atheist agnostic quaker`.split(/\s+/),
);
