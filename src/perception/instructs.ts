import type { Instructing } from "../ports/perception.ts";

/** Characters that are looked at: doors show fewer. */
const LONGEST = 200_000;
/** Within a sentence. */
const near = (most: number): string => `[^.!?\\n]{0,${most}}?`;
const pattern = (...parts: readonly string[]): RegExp => new RegExp(parts.join(""), "im");

/** Invisible ASCII; a flag of a land is spelt with it too. */
const invisible = /(?<!\u{1f3f4}[\u{e0020}-\u{e007f}]{0,8})[\u{e0020}-\u{e007f}]/u;
const unseen =
  /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/** What frames the turns of a conversation and the calls of tools: no speaker writes it. */
const frames: readonly RegExp[] = [
  /<\|[a-z_ ]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>|<(?:start|end)_of_turn>/i,
  /^[#*[( ]{0,4}(?:system|developer|assistant)(?: (?:message|prompt|note|override))?[\])*]{0,3} ?:/im,
  /^#{1,6} ?(?:system|instruction) ?:/im,
  /<\/?(?:system|assistant|system[-_](?:prompt|reminder|message)|tool_(?:call|use|result)s?|function_(?:call|result)s?|invoke|important|instructions?)(?: [^<>\n]{0,80})?>/i,
  /"(?:tool_calls?|function_call)" ?:|"name" ?: ?"[^"\n]{1,64}" ?, ?"(?:arguments|parameters)" ?: ?["{]/i,
];

const reader = "(?:ai|llms?|(?:large )?language models?|chat ?bots?|(?:virtual |ai )?assistants?|ai agents?)";
const orders =
  "(?:instructions?|prompts?|rules|guidelines|directions|directives?|commands?|programming|restrictions|safeguards)";

/** What takes the place of what the reader was told before, or goes behind the user's back. */
const overrides: readonly RegExp[] = [
  pattern(
    `\\b(?:ignore|disregard|forget|override|bypass|discard|(?:do not|don't|stop) (?:follow|obey)(?:ing)?)\\b${near(25)}`,
    `\\b(?:all|any|every|previous|prior|above|earlier|preceding|existing|original|your|other|former)\\b${near(40)}\\b${orders}\\b`,
  ),
  pattern(
    "\\b(?:ignore|disregard|forget) (?:all|everything|anything)\\b",
    `${near(25)}\\b(?:above|before this|you were told|you have been told|you know about)\\b`,
  ),
  pattern(
    "\\b(?:ignore|disregard|forget) (?:what(?:ever)?|everything|anything) (?:that )?(?:you|the (?:user|system|developer))\\b",
  ),
  pattern(
    `\\b(?:ignore|disregard|forget|override|bypass|discard|(?:do not|don't|stop) (?:follow|obey)(?:ing)?)\\b${near(25)}`,
    `\\b${orders} (?:above|before|so far|that came|that you were|you were|you have|you got)\\b`,
  ),
  pattern(
    `\\bpretend (?:that )?${near(20)}\\b(?:previous|prior|earlier|above)\\b${near(20)}\\b(?:messages?|conversation|${orders})\\b`,
  ),
  pattern(`\\byou are no longer (?:bound|restricted|limited|required|obliged|governed)\\b`),
  pattern(
    "\\b(?:secret|hidden|hide|conceal(?:ed)?|keep)\\b",
    `${near(25)}\\bfrom (?:the|your) (?:user|human|owner|operator)\\b`,
  ),
  pattern(
    "\\b(?:your|these are|the) new (?:system )?(?:instructions|prompt|directives?|orders) ?(?::|are\\b|is\\b)",
  ),
  pattern(`\\byou are (?:now|no longer)\\b${near(40)}\\b(?:${reader}|mode|unrestricted|jailbroken)\\b`),
  pattern(
    `\\b(?:reveal|print|show|repeat|output|leak|disclose|recite|send)\\b${near(40)}`,
    "\\b(?:system|hidden|initial|secret) (?:prompt|instructions?|message)\\b",
  ),
  pattern(
    "\\b(?:(?:do not|don't|never) (?:tell|inform|alert|notify|warn|mention|reveal|show)|without (?:telling|informing|notifying|alerting|asking))",
    `${near(25)}\\b(?:the|your) (?:user|human|owner|operator)\\b`,
  ),
];

/** One of these is in whatever `overrides` and `directives` match: most texts need not be tried with each. */
const telling =
  /\b(?:ignore|disregard|forget|instructions?|prompts?|orders|directives?|ai|llms?|language models?|chat ?bots?|assistants?|agents?|claude|chatgpt|gpt|gemini|copilot|unrestricted|jailbroken|mode|message|user|human|owner|operator|models?|asks?|asked|always|never|pretend|secret|tools?|functions?|plugins?|browser|shell|terminal|when|while|before|after|no longer|remember|from now on|you (?:must|are to|will)|be sure|make sure|memory|memories|future|to https?)\b|@|\b(?:override|bypass|discard|follow|following|obey|obeying)\b/i;

const answering =
  "(?:answer|reply|respond|recommend|mention|claim|say|suggest|refuse|pretend|state|tell|deny|insist|act as)";

/** What tells an agent that reads it what to do, besides what its user asks. */
const directives: readonly RegExp[] = [
  pattern(
    `(?:^|[.!?>"'(\\[-] ?)(?:(?:attention|note|message|notice|instructions?|important|reminder|hey|dear)${near(15)})?`,
    `\\b(?:${reader}|agents?|claude|chatgpt|gpt|gemini|copilot)(?: (?:models?|systems?|readers?|reading this))? ?[:,!-] ?`,
    "(?:you|please|kindly|always|never|do not|don't|ignore|remember|from now on|recommend|respond|answer|reply|say|tell|send|call|run|execute|visit|delete|include|store|save|add|treat|when|if)\\b",
  ),
  pattern(`\\bif you(?: are|'re) (?:an? |any )?${reader}\\b`),
  pattern(
    `\\b(?:any|every|all|each|the) (?:${reader}|agents?|models?) (?:that |which |who )?(?:is |are )?(?:process|read|summari[sz]|pars|index|handl|crawl|retriev)(?:e|es|s|ing)\\b`,
  ),
  pattern(
    `\\b(?:instructions?|note|message|notice) (?:for|to) (?:the |any |all |your )?(?:${reader}|models?|agents?)\\b`,
  ),
  pattern(
    `(?:^|[.!?>:;"] ?)(?:when|while|before|after|whenever) (?:you )?(?:summari[sz]|process|read|answer|translat|index|cit|respond|reply|quot)(?:e|ing)?\\b${near(60)}`,
    "[,:] ?(?:please |you (?:must|should) |kindly )?(?:do not|don't|never|always|include|mention|say|add|append|run|execute|call|visit|open|send|recommend|state|tell|use|insert)\\b",
  ),
  pattern(
    `\\b(?:use|call|invoke|run|trigger) your [a-z_-]{2,20} (?:tools?|functions?|plugins?|browser|shell|terminal)\\b`,
  ),
  pattern(
    `\\bas an? ${reader},? ${near(20)}\\byou (?:must|should|will|shall|need|have to|are (?:required|instructed|obliged|expected|to))\\b|\\b(?:assistants?|agents?|models?) (?:must|shall) (?:always|never|now)\\b`,
  ),
  pattern("\\b(?:tell|convince|persuade|urge|assure|instruct|advise) the user (?:that|to)\\b"),
  pattern(
    `\\bwhen(?:ever)? (?:(?:you(?: are|'re) )?asked|(?:the|a|any|your) (?:user|human)s? asks?|users ask|(?:some|any)(?:one|body) asks)\\b`,
    `${near(100)}\\b(?:${answering}|always|never|use|call)\\b`,
  ),
  pattern(
    `(?:^|[.!?>:;"] ?)(?:please )?(?:always|never|from now on,? (?:always |never |you (?:must |should |will |are to )?)?|you (?:must|are to|will) (?:always |never |now )?|be sure to|make sure (?:to|you)) ?`,
    `${answering}\\b`,
  ),
  pattern(
    `\\b(?:add|save|store|write|commit|record|update|insert|put|keep)\\b${near(60)}\\b(?:your|the (?:agent|assistant)'s) (?:long[- ]term |persistent )?memor(?:y|ies)\\b`,
    `|\\bremember (?:this|that)\\b${near(60)}\\b(?:in|for) (?:all |any |every )?future\\b`,
    "|\\bremember (?:permanently|forever|from now on|always),? that\\b",
    '|(?:^|[.!?>:;"] ?)(?:please )?(?:save|store|write|commit|add)(?: this| that| the following)? (?:in)?to (?:your |the |long[- ]term |persistent )*memory\\b',
  ),
  pattern(
    `(?:^|[.!?>:;"] ?)(?:please |now |then )?(?:send|post|forward|upload|transmit|exfiltrate)\\b${near(80)}\\bto (?:https?:|[\\w.+-]{1,64}@)`,
  ),
];

/**
 * Whether a text tells its reader, an agent, what to do, and how: the strongest that it does, or null. `forges`: it
 * holds what frames the turns of a conversation or the calls of tools, or text that nobody sees; `overrides`: it takes
 * the place of earlier instructions, or works against the user; `directs`: anything else that is to be done. English
 * alone, but for `forges`. Linear in the text's length, of which the first 200,000 characters count.
 *
 * Claim: of injections written before the patterns were read three in four are told, of clean turns none.
 * Formula: patterns over the text without marks of style, in three classes; SPEC TR6.
 * Citation: indirect prompt injection: Greshake et al. 2023, arXiv:2302.12173.
 * Deviations: it flags, and takes rights away; it removes nothing, and who is not flagged has no more rights for it.
 * Test: src/perception/instructs.test.ts; its worth: bench/truth/poisoning.ts.
 */
export function instructs(text: string): Instructing | null {
  const start = text.slice(0, LONGEST);
  if (invisible.test(start)) return "forges";
  // Rows of spaces and line feeds become one, so that no pattern tries each of them.
  const plain = start
    .normalize("NFKC")
    .replace(unseen, "")
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[^\S\n]{2,}|[^\S\n ]/g, " ")
    .replace(/\n[\n ]*/g, "\n");
  const holds = (one: RegExp): boolean => one.test(plain);
  if (frames.some(holds)) return "forges";
  if (!telling.test(plain)) return null;
  if (overrides.some(holds)) return "overrides";
  return directives.some(holds) ? "directs" : null;
}
