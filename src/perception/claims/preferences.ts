import { longestClaimText } from "../../model/claim.ts";
import type { Token } from "./clause-lexer.ts";
import { adverbs, prepositions } from "./clause-words.ts";

/** What somebody prefers, where it is taken for granted. */
export interface Preference {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const longest = 30;
const askedOrSupposed = /^(?:do|does|did|should|would|could|might|may|can|if|whether|suppose|imagine)$/;
const pronoun = /^(?:it|them|him|her|this|that|these|those|one|ones|you|what|to)$/;
const leadsOn =
  /^(?:but|so|because|since|how|what|why|which|who|where|given|considering|due|despite|as|while|when|if|even|though|although|can|could|might|may|would|should|is|are|was|were|has|have|will|affects?|influences?)$/;
const begins = /^(?:i|it|how|what|can|could|that|then|also|we|he|she|they|would|is|am|my)$/;

/**
 * "considering my preference for X", "how can I stick to it, since I prefer X?": a preference that a question or a
 * clause of any depth takes for granted is one, as long as it is not itself asked or supposed.
 */
export function preferencesIn(tokens: readonly Token[], text: string): readonly Preference[] {
  const found: Preference[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const from = objectFrom(tokens, at);
    const next = from < 0 ? -1 : endOf(tokens, from);
    if (next <= from || pronoun.test(tokens[from]!.low) || prepositions.has(tokens[from]!.low)) continue;
    const end = tokens[next - 1]!.end;
    const written = text.slice(tokens[from]!.start, end).replace(/\s+/g, " ");
    if (written.length <= longestClaimText) found.push({ text: written, start: tokens[at]!.start, end });
    at = next - 1;
  }
  return found;
}

/** "I'd rather", "I'm a big fan of", "I usually go for": what somebody chooses whenever they can. */
const chooses =
  /^i (?:(?:'d|would) (?:much |far |always )?(?:rather|sooner)|(?:'m|am) (?:a (?:big |huge |great |real )?fan of|(?:really |very |quite |pretty |so )?(?:keen on|fond of|partial to|big on|passionate about)|more of an?)|(?:usually|always|generally|normally|mostly) (?:choose|pick|opt for|go for)|tend to (?:choose|pick|opt for|go for|prefer)|lean towards?|opt for|value) /;

/** The token after "I prefer", "my preference for", "set a preference for" that begins at `at`; -1 where none does. */
function objectFrom(tokens: readonly Token[], at: number): number {
  const low = (index: number): string => tokens[index]?.low ?? "";
  let verb = at + 1;
  if (low(at) === "i") {
    const words = tokens.slice(at, at + 8).map((one) => one.low);
    const way = chooses.exec(`${words.join(" ")} `)?.[0];
    if (way !== undefined) return askedOrSupposed.test(low(at - 1)) ? -1 : at + way.trim().split(" ").length;
    while (adverbs.has(low(verb))) verb++;
    return low(verb) === "prefer" && !askedOrSupposed.test(low(at - 1)) ? verb + 1 : -1;
  }
  const own = low(at) === "my" || (low(at) === "a" && /^(?:set|have|had|got|developed)$/.test(low(at - 1)));
  if (!own) return -1;
  if (/^(?:strong|personal|own|general)$/.test(low(verb))) verb++;
  return /^preferences?$/.test(low(verb)) && /^(?:for|to)$/.test(low(verb + 1)) ? verb + 2 : -1;
}

function endOf(tokens: readonly Token[], from: number): number {
  let end = from;
  for (; end < tokens.length && end - from < longest; end++) {
    const [before, { low, kind }, after] = [tokens[end - 1]!.low, tokens[end]!, tokens[end + 1]?.low ?? ""];
    if (kind === "mark" && !/^[-'’"“”/&]$/.test(low)) break;
    // "for will updates" is no future.
    if (end > from && leadsOn.test(low) && !prepositions.has(before)) break;
    if (low === "and" && begins.test(after)) break;
    if (low === "with" && /^(?:my|the)$/.test(after) && /^(?:need|goal)s?$/.test(tokens[end + 2]?.low ?? ""))
      break;
  }
  // "to understand | which one is better"
  if (/^(?:which|what|how|why|who|where)$/.test(tokens[end]?.low ?? "") && tokens[end - 2]?.low === "to")
    end -= 2;
  while (end > from && (prepositions.has(tokens[end - 1]!.low) || adverbs.has(tokens[end - 1]!.low))) end--;
  return end;
}
