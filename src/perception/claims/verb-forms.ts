/**
 * English verbs: irregular forms (base, past, participle) and the most frequent regular ones. General English,
 * written for this recogniser; what is not listed is still a verb where its place says so (after "I").
 */
const irregularList = `
  arise arose arisen|awake awoke awoken|bear bore born|beat beat beaten|become became become|begin began begun
  |bend bent bent|bet bet bet|bind bound bound|bite bit bitten|bleed bled bled|blow blew blown|break broke broken
  |breed bred bred|bring brought brought|build built built|burn burnt burnt|burst burst burst|buy bought bought
  |catch caught caught|choose chose chosen|come came come|cost cost cost|creep crept crept|cut cut cut
  |deal dealt dealt|dig dug dug|do did done|draw drew drawn|dream dreamt dreamt|drink drank drunk
  |drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt|fight fought fought
  |find found found|fit fit fit|flee fled fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten
  |forgive forgave forgiven|freeze froze frozen|get got gotten|get got got|give gave given|go went gone
  |grind ground ground|grow grew grown|hang hung hung|have had had|hear heard heard|hide hid hidden|hit hit hit
  |hold held held|hurt hurt hurt|keep kept kept|kneel knelt knelt|know knew known|lay laid laid|lead led led
  |lean leant leant|leap leapt leapt|learn learnt learnt|leave left left|lend lent lent|let let let|lie lay lain
  |light lit lit|lose lost lost|make made made|mean meant meant|meet met met|outgrow outgrew outgrown
  |overcome overcame overcome|pay paid paid|put put put|quit quit quit|read read read|redo redid redone
  |rebuild rebuilt rebuilt|ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen
  |seek sought sought|sell sold sold|send sent sent|set set set|sew sewed sewn|shake shook shaken|shine shone shone
  |shoot shot shot|show showed shown|shrink shrank shrunk|shut shut shut|sing sang sung|sink sank sunk|sit sat sat
  |sleep slept slept|slide slid slid|speak spoke spoken|spend spent spent|spill spilt spilt|spin spun spun
  |split split split|spread spread spread|stand stood stood|steal stole stolen|stick stuck stuck|strike struck struck
  |swear swore sworn|sweep swept swept|swim swam swum|swing swung swung|take took taken|teach taught taught
  |tear tore torn|tell told told|think thought thought|throw threw thrown|undergo underwent undergone
  |understand understood understood|upset upset upset|wake woke woken|wear wore worn|weave wove woven
  |weep wept wept|win won won|wind wound wound|withdraw withdrew withdrawn|write wrote written|rewrite rewrote rewritten
`;

const regularList = `
  abandon assume list quote round spell accept accomplish achieve acquire act adapt anticipate assess assure attach audit automate back balance
  browse bump communicate cater champion cite clarify code commute compile configure conquer contemplate customize debug define
  detect disable document donate eliminate enable encounter enhance execute exhaust explode fascinate filter format
  highlight incorporate indicate insert inspect instruct interpret intervene isolate justify kickstart leverage map
  measure minimize misplace navigate nominate optimize outline oversee pair patch perceive persuade pinpoint populate
  predict preserve probe profile prompt propel pursue query rank reassure recruit refactor refine reframe regain reinforce
  restart restrict resume retrain revisit rewind secure simplify simulate specify stare streamline style subscribe
  summarize swap tackle tailor teleport test tick toss track trigger troubleshoot uncover undertake unlock unwind validate
  verify visualize adapt add adjust admire admit adopt adore advance advise agree aim allocate
  allow analyze analyse answer apologize appear apply appoint appreciate approach approve argue arrange arrive ask assign
  assist attempt attend attract avoid award bake base battle beg believe belong boost borrow bother bounce brush
  budget call camp cancel capture care carry cast cause celebrate challenge change charge chat check cheer clean clear
  climb close coach collaborate collect combine commit compare compete complain complete compose concern conduct
  confirm connect consider consist construct consult contact contain continue contribute control convert convince
  cook coordinate copy correct cost count cover craft crash crave create cross cry cure cycle dance date debate decide
  decline decorate decrease dedicate delay delete deliver depend deploy deserve design destroy develop devote
  diagnose die direct discover discuss dislike dive divorce donate doubt download draft dread dress drop earn edit
  embrace employ encourage end endure enjoy enroll enrol ensure enter escape establish estimate evaluate excel exercise
  expand expect experience experiment explain explore express extend face fail favor favour fear feature fetch file fill film
  finalize finish fire fix focus follow force form found fulfill gain garden gather generate graduate grab greet
  guide handle happen hate head heal help hesitate hike hire hope host identify ignore imagine immigrate implement impress
  improve include increase inform inherit injure inspire install integrate intend interact interview introduce invent
  invest invite involve iron jog join journal juggle jump kick kill kiss knit knock label lack land last laugh launch
  lift like limit link listen live load loan locate lock log look love lower mail maintain manage mark marry master
  match matter measure meditate mention mentor mess migrate miss mix modify monitor mourn move name need neglect negotiate
  note notice nurse obtain offer open operate opt order organize organise own pack paint park participate partner pass
  pause perform phone photograph pick pitch place plan plant play point polish post postpone pour practice practise praise
  pray prefer prepare present press print prioritize process produce program promise promote propose protect prove
  provide publish pull purchase pursue push qualify question race rain raise rate reach react realize realise
  rearrange recall receive recommend record recover recycle reduce refer reflect refuse regret rehearse reject relate
  relax release rely relocate remain remember remind remove renew renovate rent repair repeat replace report represent
  request rescue research reserve resign resolve respect respond rest restore retire return reveal review revise
  reward risk rock rush sail save scan schedule score search secure select serve settle share ship shop shout sign
  sketch ski skip slip smell smile smoke snack solve sort sound spark sponsor stack start starve stay stop store
  stream strengthen stress stretch struggle study submit succeed suffer suggest suit supply support suppose surprise
  surround survive suspect switch talk target taste thank touch tour track trade train transfer transform translate
  travel treasure treat trim try tune turn type update upgrade upload urge use value vary visit volunteer vote
  wait walk want warm warn wash waste watch water welcome whip wish witness wonder work worry worship wrap yell zoom
`;

const bases = new Set<string>();
const pasts = new Map<string, string>();
const participles = new Map<string, string>();
for (const entry of irregularList.split("|")) {
  const [base = "", past = "", participle = ""] = entry.trim().split(/\s+/);
  bases.add(base);
  if (!pasts.has(past)) pasts.set(past, base);
  if (!participles.has(participle)) participles.set(participle, base);
}
for (const base of regularList.trim().split(/\s+/)) bases.add(base);

const vowels = /[aeiou]/;

/** The base of a regular form without its -ed or -ing: "bak" is bake, "plann" plan. */
function baseOf(cut: string): string {
  if (bases.has(cut)) return cut;
  if (bases.has(`${cut}e`)) return `${cut}e`;
  const last = cut.at(-1) ?? "";
  if (last === cut.at(-2) && !vowels.test(last)) {
    const single = cut.slice(0, -1);
    return bases.has(single) || !/[lsfz]/.test(last) ? single : cut;
  }
  return /(?:[cgsuvz]|[^aeiou][aeiou]?at|iz|[^aeiou]l|[ou]r)$/.test(cut) && !/(?:ss|ou?nt|rs)$/.test(cut)
    ? `${cut}e`
    : cut;
}

const isListed = (base: string): string | null => (bases.has(base) ? base : null);

/** The base of a past form, or null where it is none. `known`: only of a listed verb. */
export function pastBase(word: string, known: boolean): string | null {
  const irregular = pasts.get(word);
  if (irregular !== undefined) return irregular;
  return edBase(word, known);
}

export function participleBase(word: string, known: boolean): string | null {
  const irregular = participles.get(word);
  if (irregular !== undefined) return irregular;
  return edBase(word, known);
}

function edBase(word: string, known: boolean): string | null {
  if (word.length < 4 || !word.endsWith("ed") || /eed$/.test(word))
    return word.endsWith("eed") && bases.has(word.slice(0, -1)) ? word.slice(0, -1) : null;
  const base = word.endsWith("ied") ? `${word.slice(0, -3)}y` : baseOf(word.slice(0, -2));
  return known ? isListed(base) : base;
}

const noGerund =
  /^(?:king|thing|something|anything|nothing|everything|morning|evening|spring|string|ring|wing|during|wedding|building|ceiling|sibling|siblings|sing|bring)$/;

export function ingBase(word: string, known: boolean): string | null {
  if (word.length < 5 || !word.endsWith("ing") || noGerund.test(word)) return null;
  const cut = word.slice(0, -3);
  if (/^[dltv]y$/.test(cut)) return `${cut.charAt(0)}ie`;
  const base = baseOf(cut);
  return known ? isListed(base) : base;
}

/** The base of a third person's present: "runs", "tries", "has". */
export function presentBase(word: string): string | null {
  if (word === "has") return "have";
  if (word === "does") return "do";
  if (!word.endsWith("s") || word.endsWith("ss")) return null;
  if (word.endsWith("ies")) return isListed(`${word.slice(0, -3)}y`);
  return isListed(word.slice(0, -1)) ?? (word.endsWith("es") ? isListed(word.slice(0, -2)) : null);
}

export const isBase = (word: string): boolean => bases.has(word);
