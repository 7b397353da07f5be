/**
 * What a terminal or a reader would obey instead of show: control characters (ESC, CSI, BEL, …), line and
 * paragraph separators, characters that turn the direction of writing, tag characters (invisible ASCII),
 * lone surrogates. Line feed and tab are dealt with by the two functions below.
 */
const obeyed =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** SPEC U6: the text with every character that is obeyed instead of shown written out, as in `\x1b`. Keeps its lines. */
export function harmless(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(/\t/g, "  ").replace(obeyed, written);
}

/** The same on one line. */
export function harmlessLine(text: string): string {
  return harmless(text).replace(/\n/g, " ");
}

/** JSON of the same value that no terminal obeys: what JSON leaves as it is becomes `\u009b`. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\u009f\u061c\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${hex(character, 4)}`,
  );
}

function written(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x100) return `\\x${hex(character, 2)}`;
  return code < 0x10000 ? `\\u${hex(character, 4)}` : `\\u{${code.toString(16)}}`;
}

function hex(character: string, digits: number): string {
  return character.codePointAt(0)!.toString(16).padStart(digits, "0");
}
