/**
 * The closed classes that concepts are read by: short lists of English function words, of forms of address and of
 * what organisations and offices are called, and the small words inside names of other languages. Written for
 * this recogniser; none comes from a data set.
 */
const wordSet = (...lists: string[]): ReadonlySet<string> =>
  new Set(lists.flatMap((list) => list.trim().split(/\s+/)));

/** Before a noun. */
export const determiners: ReadonlySet<string> = wordSet(
  "a an the this that these those my your his her its our their some any every each another",
);

/** Before what a statement is about; a single small word after one is a term. */
export const prepositions: ReadonlySet<string> = wordSet(
  "of in on at by for with about against between into through during before after above below to from up down",
  "out off over under within without across along among amongst around behind beneath beside besides beyond",
  "despite except inside like near onto outside past per since throughout till until toward towards unlike",
  "upon via versus amid following including regarding according due",
);

/** Prepositions that a place follows more often than a person. */
export const whereabouts: ReadonlySet<string> = wordSet(
  "in at near from into across around outside inside to",
);

/**
 * Words that begin a sentence, a question or a chat turn, and are no name there and no term anywhere: besides the
 * two classes above pronouns, conjunctions, auxiliaries, question words, sentence adverbs, interjections and the
 * verbs that requests begin with.
 */
export const openers: ReadonlySet<string> = new Set([
  ...determiners,
  ...prepositions,
  ...wordSet(
    "both all many most several few much more other such no none either neither half only just even also very too",
    "quite rather almost own same two three four five six seven eight nine ten",
    "i you he she it we they me him us them mine yours hers ours theirs myself yourself himself herself itself",
    "ourselves themselves someone somebody something anyone anybody anything everyone everybody everything nobody",
    "nothing one ones who whom whose which what when where why how whether whatever whoever whichever whenever",
    "wherever there here and or but nor so yet if because as while although though unless whereas once than then",
    "am is are was were be been being have has had having do does did doing done will would shall should can could",
    "may might must ought cannot not let lets",
    "again ago already always never often sometimes usually now today tonight tomorrow yesterday later earlier soon",
    "finally eventually however therefore thus hence moreover furthermore additionally meanwhile instead otherwise",
    "nevertheless nonetheless accordingly consequently similarly likewise indeed perhaps maybe still currently",
    "recently originally initially formerly previously first second third last next afterwards together elsewhere",
    "further well overall generally typically",
    "yes no yeah yep nope ok okay oh ah hey hi hello wow thanks thank please sorry sure great good nice cool",
    "awesome absolutely definitely exactly really right congrats congratulations bye goodbye welcome lol haha hmm",
    "tell give show list name find explain describe compare summarize summarise remind recommend suggest help",
    "im ive id ill youre dont cant didnt doesnt wont isnt thats whats",
  ),
]);

/** Verbs so common that their forms stand next to nouns everywhere: they end a run of content words. */
export const commonVerbs: ReadonlySet<string> = wordSet(
  "go goes going went gone get gets getting got gotten make makes making made take takes taking took taken",
  "see sees seeing saw seen know knows knew known think thinks thinking thought say says saying said tells telling",
  "told want wants need needs likes love loves loving feel feels feeling felt look looks looking try tries trying",
  "finds finding found gives giving gave given come comes coming came keep keeps keeping kept lets letting",
  "begin begins began begun start starts starting become becomes became leave leaves leaving left put puts putting",
  "mean means meant hear hears heard run runs ran bring brings brought bought buy buys use uses using work works",
  "call calls ask asks asking seem seems helps helping talk talks talking turn turns live lives play plays enjoy",
  "enjoys hope hopes hoping spend spends spent win wins won meet meets met write writes wrote written read reads",
  "lose loses lost send sends sent stand stands stood hold holds held include includes remain remains",
);

/** Inside a name when a capitalised word stands on either side. */
export const connectors: ReadonlySet<string> = wordSet(
  "of de van von der den del della di da do dos du la las le les los el y e zu zur ten ter af av bin ibn al ben",
);

/** Inside a name only where it speaks of an organisation or its like: "Committee on Space Research". */
export const institutionConnectors: ReadonlySet<string> = wordSet("for on and");

/** What has an office, a rule or an area in its name; their names go on behind "for", "on" and "and". */
export const institutions: ReadonlySet<string> = wordSet(
  "academy act agency agreement alliance association authority board bureau center centre centres centers college",
  "commission committee company conference congress convention corporation council court department division",
  "faculty federation foundation fund handbook institute institution journal laboratory league ministry minister",
  "movement museum office organisation organization party programme program project railroad railway school",
  "society transactions treaty trust union university",
);

/** What one is or which part of it: "President of Peru" and "North Branch of the Contoocook" name what follows. */
export const relations: ReadonlySet<string> = wordSet(
  "president chairman chairwoman chair director secretary ambassador professor member leader mayor governor senator",
  "head chief commissioner representative deputy manager editor author captain son daughter wife husband mother",
  "father brother sister part north south east west branch fork shore side coast end center capital",
);

export const articles: ReadonlySet<string> = wordSet("the a an");

/** Forms of address and offices before a name that are no part of it. */
export const honorifics: ReadonlySet<string> = wordSet(
  "mr mrs ms miss dr prof professor rev president prime minister senator",
);

/** Short forms whose full stop ends no sentence. */
export const abbreviations: ReadonlySet<string> = wordSet(
  "mr mrs ms dr prof rev fr st mt ft jr sr gen col lt capt sgt gov sen rep hon inc ltd pvt co corp no vs vol op",
);

export const weekdays: ReadonlySet<string> = wordSet(
  "monday tuesday wednesday thursday friday saturday sunday",
  "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
);
