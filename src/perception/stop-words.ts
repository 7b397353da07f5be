/**
 * The English stop words of the Snowball project (https://snowballstem.org/algorithms/english/stop.txt,
 * BSD licence). It leaves out words with a second meaning: will, can, may, must, might, us, mine.
 *
 * Deviation: the tokeniser takes contractions apart ("we'll" is `we`, "don't" is `not`), so the forms with
 * an apostrophe are gone; those often typed without one, where no other word is spelt so, are added.
 */
const list = `
  i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
  herself it its itself they them their theirs themselves what which who whom this that these those
  am is are was were be been being have has had having do does did doing would should could ought cannot
  a an the and but if or because as until while of at by for with about against between into through during
  before after above below to from up down in out on off over under again further then once here there when
  where why how all any both each few more most other some such no nor not only own same so than too very
  isnt arent wasnt werent hasnt havent hadnt doesnt dont didnt wouldnt shouldnt couldnt mustnt
  im ive youre youve theyre theyve thats whats
`;

export const stopWords: ReadonlySet<string> = new Set(list.trim().split(/\s+/));
