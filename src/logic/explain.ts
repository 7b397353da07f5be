import { viterbi } from "./confidence.ts";
import type { Datalog } from "./datalog.ts";
import type { Derivation } from "./derivation.ts";
import { type Support, supportOf, worthOf, worthOfDerivation } from "./provenance.ts";
import { type Fact, formatFact, formatLiteral, formatRule, type Literal, type Rule } from "./syntax.ts";

/** Why a fact holds: somebody said so, or a rule and the proofs of its premises. */
export interface Proof {
  readonly fact: Fact;
  /** In (0, 1]: of the fact, by its surest proof, which is this. */
  readonly confidence: number;
  /** Missing where the fact is asserted. */
  readonly step?: {
    readonly rule: Rule;
    readonly premises: readonly Proof[];
    /** Comparisons and absences, with their values. */
    readonly conditions: readonly Literal[];
  };
}

/**
 * The surest proof of a fact; among equals the lowest, then the first in the order of the rules; undefined
 * for what does not hold. What is used twice is one object.
 */
export function explain(engine: Datalog, fact: Fact): Proof | undefined {
  const supports = supportOf(engine, [fact]);
  const worth = worthOf(supports, viterbi);
  const proofs = new Map<string, Proof>();
  for (let before = -1; before < proofs.size; ) {
    before = proofs.size;
    const found: Proof[] = [];
    for (const [key, support] of supports)
      if (!proofs.has(key)) found.push(...surestProof(support, worth, proofs));
    for (const proof of found) proofs.set(formatFact(proof.fact), proof);
  }
  return proofs.get(formatFact(fact));
}

/** One proof, of proofs that are there, or none. */
function surestProof(
  { fact, asserted, derivations }: Support,
  worth: ReadonlyMap<string, number>,
  proofs: ReadonlyMap<string, Proof>,
): readonly Proof[] {
  const confidence = worth.get(formatFact(fact))!;
  if (asserted === confidence) return [{ fact, confidence }];
  const isReady = (derivation: Derivation): boolean =>
    worthOfDerivation(derivation, viterbi, worth) === confidence &&
    derivation.premises.every((premise) => proofs.has(formatFact(premise)));
  const chosen = derivations.find(isReady);
  if (chosen === undefined) return [];
  const premises = chosen.premises.map((premise) => proofs.get(formatFact(premise))!);
  return [{ fact, confidence, step: { rule: chosen.rule, premises, conditions: chosen.conditions } }];
}

/** A proof as indented lines, each fact's once: `again` stands where it has been shown above. */
export function formatProof(proof: Proof): string {
  const shown = new Set<Proof>();
  const lines: string[] = [];
  const show = (part: Proof, indent: string): void => {
    const sure = part.confidence === 1 ? "" : ` (${Number(part.confidence.toPrecision(3))})`;
    const how = part.step === undefined ? "said" : shown.has(part) ? "again" : formatRule(part.step.rule);
    lines.push(`${indent}${formatFact(part.fact)}${sure}  <- ${how}`);
    if (part.step === undefined || shown.has(part)) return;
    shown.add(part);
    for (const premise of part.step.premises) show(premise, `${indent}  `);
    for (const condition of part.step.conditions) lines.push(`${indent}  ${formatLiteral(condition)}`);
  };
  show(proof, "");
  return lines.join("\n");
}
