/**
 * The cue in the words of whom it is about: what Ana says of herself, she says as "I" and "my". An encoder
 * takes a name for a topic and leads to what is said *to* Ana.
 *
 * `names`: of those who speak in what is searched; letter case counts, since a name may be a word (Will, May).
 */
export function inFirstPerson(cue: string, names: Iterable<string>): string {
  // Longer names first: "Ann" must not take the beginning of "Ann Lee".
  const known = [...new Set(names)]
    .filter((name) => name !== "" && cue.includes(name))
    .sort((a, b) => b.length - a.length);
  if (known.length === 0) return cue;
  const name = known.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  const whole = new RegExp(`(?<![\\p{L}\\p{N}])(?:${name})(['’]s)?(?![\\p{L}\\p{N}])`, "gu");
  return cue.replace(whole, (_, possessive: string | undefined) => (possessive === undefined ? "I" : "my"));
}
