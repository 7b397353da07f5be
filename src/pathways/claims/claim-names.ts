import { subjectKey } from "../../model/claim.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";

/** Which subjects are one: "ana/sister" and "rita", "user" and "bob". Itself included, in the order of the letters. */
export type WhoIsWho = (subject: string) => readonly string[];

/**
 * SPEC CL9: who is who, as the claims say: "my sister Rita", "I'm Bob". Who has friends of two names has two friends:
 * then "my friend" is neither. Of what is not seen nothing is known here, so that a name tells nothing of another scope.
 */
export function whoIsWho(claims: readonly KeptClaim[]): WhoIsWho {
  const named = new Map<string, Set<string>>();
  const owned = new Set<string>();
  for (const claim of claims) {
    if (!isNaming(claim)) continue;
    const key = subjectKey(claim.subject);
    const names = named.get(key) ?? new Set();
    named.set(key, names.add(claim.object.key));
    if (claim.subject.type === "concept") owned.add(key);
  }
  const joined = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (let up = joined.get(root); up !== undefined; up = joined.get(root)) {
      const above = joined.get(up);
      if (above !== undefined) joined.set(root, above);
      root = up;
    }
    return root;
  };
  for (const [key, names] of named)
    if (!owned.has(key) || isOneName([...names]))
      for (const name of names) {
        const [one, other] = [rootOf(key), rootOf(name)];
        if (one !== other) joined.set(one, other);
      }
  const parts = new Map<string, string[]>();
  for (const key of new Set([...joined.keys(), ...joined.values()])) {
    const part = parts.get(rootOf(key));
    if (part === undefined) parts.set(rootOf(key), [key]);
    else part.push(key);
  }
  for (const part of parts.values()) part.sort();
  return (subject) => parts.get(rootOf(subject)) ?? [subject];
}

/** "rita", "rita lopes": whoever is also called by the first one alone. */
function isOneName(names: readonly string[]): boolean {
  const longest = names.reduce((one, other) => (other.length > one.length ? other : one));
  return names.every((name) => `${longest} `.startsWith(`${name} `));
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
