const firstPerson: ReadonlySet<string> = new Set(["i", "me", "my", "mine", "myself"]);
const secondPerson: ReadonlySet<string> = new Set(["you", "your", "yours", "yourself", "yourselves"]);

/**
 * Whom a cue speaks of by pronoun. `self` is the asker alone: "we" and "our" include others, whose
 * episodes are as likely to be meant, so they name nobody.
 */
export function personsOf(words: Iterable<string>): { self: boolean; addressee: boolean } {
  let self = false;
  let addressee = false;
  for (const word of words) {
    self ||= firstPerson.has(word);
    addressee ||= secondPerson.has(word);
  }
  return { self, addressee };
}
