/** Closed classes of English that clauses are read by. General English; none comes from a data set. */
const wordSet = (...lists: string[]): ReadonlySet<string> =>
  new Set(lists.flatMap((list) => list.trim().split(/\s+/)));

export const coordinators: ReadonlySet<string> = wordSet("and but so yet plus");

/** Words before a subject that leave its clause a main one. */
export const leads: ReadonlySet<string> = wordSet(
  "also then now today tonight yesterday recently lately currently actually honestly personally basically btw well yeah yes yep",
  "yup nope no oh ah sure ok okay haha lol wow thanks sometimes usually normally typically often still already",
  "unfortunately luckily fortunately sadly thankfully finally eventually first firstly second secondly next later",
  "anyway anyways besides however meanwhile nowadays here since-then hey hi hello right exactly definitely absolutely",
  "afterwards afterward additionally previously originally initially overall apparently instead too",
);

/** What ends a phrase: clauses and afterthoughts begin here. */
export const enders: ReadonlySet<string> = wordSet(
  "but so because cuz coz since while when whenever where wherever whereas if unless although though",
  "which who whom whose that what how why whether until till once before after than then yet except as",
  "too also again anymore already ago lately recently though please lol haha either instead anyway right",
  "i you he she we they it he's she's there's there it's i'm",
  "wow oh yeah omg haha someday sometime anytime forever afterwards hopefully honestly actually today tonight tomorrow yesterday nowadays currently now together maybe perhaps",
  "is are was were am has have had will would can could should does did do may might must isn't aren't wasn't",
  "n't not never 'm 're 've 'll 'd",
);

export const determiners: ReadonlySet<string> = wordSet(
  "a an the this that these those my our your his her their its some any every each another no all both such",
  "many several few much most more own",
);

/** Objects that say nothing alone. */
export const pronouns: ReadonlySet<string> = wordSet(
  "i me you him her it us them this that these those he she we they myself yourself himself herself itself",
  "ourselves themselves mine yours hers ours theirs one ones someone somebody something anyone anybody anything",
  "everyone everybody everything nobody nothing so there here what who such both each other others another all",
  "somewhere anywhere nowhere everywhere someday sure posted ok okay good well great fine better best alright how why",
  "some any more much less most a-lot it's not",
);

export const prepositions: ReadonlySet<string> = wordSet(
  "of in on at by for with about against between into through during from to up down out off over under within",
  "without across along among around behind beneath beside beyond inside like near onto outside past per",
  "throughout toward towards upon via despite as after",
);

export const particles: ReadonlySet<string> = wordSet(
  "up down out off back away over along around together through forward ahead",
);

export const adverbs: ReadonlySet<string> = wordSet(
  "just also already really still even always ever often sometimes usually normally typically actually definitely",
  "certainly totally absolutely completely recently lately currently finally eventually then now kinda sorta pretty",
  "very so super quite truly mostly mainly generally only simply probably literally honestly personally especially",
  "particularly particularly successfully originally initially previously first once once again soon too well",
  "regularly constantly frequently occasionally officially specifically carefully slowly quickly gradually deeply",
  "greatly highly seriously extremely incredibly strongly somewhat rather currently basically fully luckily thankfully",
  "unfortunately surely easily newly both each all more today yesterday tonight consistently immediately indeed anyway halfway",
);

/** They turn or weaken what is said: a clause with one is not read. */
export const weakeners: ReadonlySet<string> = wordSet(
  "barely hardly rarely seldom scarcely almost nearly maybe perhaps supposedly allegedly possibly",
);

/** Not read: what follows is a thought about a clause, or a courtesy. */
export const hedges: ReadonlySet<string> = wordSet(
  "think guess mean suppose bet believe agree wonder understand see hear say tell ask know figure assume doubt",
  "imagine promise swear apologize thank let hope wish realize realise notice remember forget appreciate feel-like",
  "suggest recommend show explain argue claim happen seem look sound expect care mind worry matter",
);

/** They link to a quality: "feel tired". */
export const linking: ReadonlySet<string> = wordSet("feel become get stay remain grow turn go");

/** verb + to + verb: the first one's meaning stays in the relation. */
export const catenatives: ReadonlySet<string> = wordSet(
  "try need start begin continue manage learn help fail get prepare struggle have forget choose refuse agree volunteer work",
);
export const planVerbs: ReadonlySet<string> = wordSet("plan intend decide aim prepare arrange expect");
export const wishVerbs: ReadonlySet<string> = wordSet("want hope wish wanna dream");
export const tasteVerbs: ReadonlySet<string> = wordSet("like love hate prefer enjoy dislike adore");

/** They take whom before what: "gave my sister a book". */
export const ditransitives: ReadonlySet<string> = wordSet(
  "give send show buy bring teach offer lend pay make get owe write cook",
);

/** Their object's amount is what changed: "raise my budget to $30,000". */
export const changers: ReadonlySet<string> = wordSet(
  "increase raise reduce cut lower extend boost grow drop improve adjust update change set expand push move",
  "reschedule postpone delay bring shift shorten limit",
);

/** Amounts that say nothing without what they measure. */
export const vagueAmounts: RegExp =
  /^(?:a|an|the|so|quite|such)?\s?(?:bit|lot|lots|little|ton|tons|bunch|couple|few|much|more|less|many|deal)$/i;

/** Stretches that are no time on a calendar: with a preposition they are no object. */
export const vagueTimes: ReadonlySet<string> = wordSet(
  "future past present end meantime meanwhile moment while ages years months weeks days hours minutes long time times",
  "beginning start process way once least first last",
);

/** After "be" they say where the talk stands, not how somebody is. */
export const noQualities: ReadonlySet<string> = wordSet(
  "here there back off done sure sorry glad afraid certain aware right wrong able going gonna all able just like",
  "welcome it that this what how why where when who you me him them us because so not supposed grateful thankful happy",
  "hoping wondering thinking trying planning looking considering asking saying telling guessing wishing talking",
);

/** -ing words that are qualities. */
export const ingQualities: ReadonlySet<string> = wordSet(
  "amazing exciting interesting boring challenging rewarding willing outstanding stunning charming demanding",
  "inspiring calming relaxing tiring exhausting overwhelming fascinating annoying frustrating encouraging promising",
  "refreshing surprising terrifying thrilling touching worrying confusing embarrassing disappointing heartwarming",
  "loving caring hardworking outgoing easygoing missing lacking uplifting satisfying fulfilling",
);
