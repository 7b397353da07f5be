import { subjectKey } from "../model/claim.ts";
import type { KeptClaim } from "../ports/claim-keeper.ts";

/** Which subjects are one: "ana/sister" and "rita", "user" and "bob". Itself included, in the order of the letters. */
export type WhoIsWho = (subject: string) => readonly string[];

/**
 * SPEC CL9: who is who, as the claims say: "my sister Rita", "I'm Bob". Of what is not seen nothing is known here, so
 * that a name tells nothing of another scope.
 */
export function whoIsWho(claims: readonly KeptClaim[]): WhoIsWho {
  const parts = new Map<string, Set<string>>();
  const partOf = (key: string): Set<string> => parts.get(key) ?? new Set([key]);
  for (const claim of claims) {
    if (!isNaming(claim)) continue;
    const one = partOf(subjectKey(claim.subject));
    const other = partOf(claim.object.key);
    const joined = one.size < other.size ? new Set([...other, ...one]) : new Set([...one, ...other]);
    for (const key of joined) parts.set(key, joined);
  }
  return (subject) => [...partOf(subject)].sort();
}

type Naming = KeptClaim & { readonly object: Extract<KeptClaim["object"], { type: "concept" }> };

/** "my sister Rita", "I'm Bob": not "my favorite character is Aragorn", which may be another one tomorrow. */
function isNaming(claim: KeptClaim): claim is Naming {
  const { subject, relation, object, modality, polarity } = claim;
  return (
    relation.name === "be" &&
    relation.cardinality === "multiple" &&
    polarity === "affirmed" &&
    modality === "fact" &&
    object.type === "concept" &&
    (subject.type === "speaker" || subject.owner !== undefined) &&
    /^\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’.-]*){0,2}$/u.test(object.text)
  );
}

/** A name as keys have it: in small letters, without accents, points and the article. */
export function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[\p{M}.'’]/gu, "")
    .toLowerCase()
    .replace(/-/g, " ")
    .replace(/^(?:the|a|an) /, "")
    .trim();
}
