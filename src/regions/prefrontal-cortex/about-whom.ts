/** Whom a sentence tells something of: who says it, whom it is said to, or nobody. */
export type AboutWhom = "speaker" | "addressee" | "nobody";

const self = /(?<![\p{L}\p{N}])(?:i|me|my|mine|myself|we|us|our|ours)(?![\p{L}\p{N}])/iu;
const other = /(?<![\p{L}\p{N}])(?:you|your|yours|yourself)(?![\p{L}\p{N}])/iu;
/** How one answers what another has told: the rest of the sentence is the other's. */
const reaction =
  /^\P{L}*(?:wow|whoa|oh|aw+|congrats|congratulations|awesome|great|nice|cool|amazing|sounds|looks|that|those|this|so (?:cool|glad|happy|proud)|good (?:job|luck|for)|way to|glad|love that|how|what|where|when|which|who)(?!\p{L})/iu;

/** Says "you" or "your". */
export function addresses(sentence: string): boolean {
  return other.test(sentence);
}

/**
 * By its pronouns: "I" is the speaker; "you" without "I" is the addressee, who is also whom one reacts to ("That sounds
 * great!"). A question without either tells of nobody; any other sentence is the speaker's own.
 */
export function aboutWhom(sentence: string): AboutWhom {
  if (self.test(sentence)) return "speaker";
  if (addresses(sentence) || reaction.test(sentence)) return "addressee";
  return sentence.endsWith("?") ? "nobody" : "speaker";
}
