const firstPerson: ReadonlySet<string> = new Set(["i", "me", "my", "mine", "myself"]);

/**
 * "you mentioned", "you've told", "did you", "have you": the addressee as the one who acted. Verbs in -eed
 * ("need", "proceed") are no past, "agreed" and "guaranteed" are.
 */
const addresseeActs =
  /\b(?:did|have|had)\s+you\b|\byou(?:['’](?:ve|d))?\s+(?:[a-z]+[a-df-z]ed|(?:dis)?agreed|guaranteed|brought|chose|did|drew|found|gave|made|said|sent|showed|taught|thought|told|wrote)\b/i;

/**
 * Whom a cue is about by pronoun. `self` is the asker alone: "we" and "our" include others, whose
 * episodes are as likely to be meant, so they name nobody. `addressee`: it asks for what "you" said or
 * did; "can you remind me" does not.
 */
export function personsOf(words: Iterable<string>, text: string): { self: boolean; addressee: boolean } {
  let self = false;
  for (const word of words) self ||= firstPerson.has(word);
  return { self, addressee: addresseeActs.test(text) };
}
