/** Text wider than this is tiring to read however wide the terminal is. */
const widest = 100;
const narrowest = 40;

/** Columns for text: the terminal's, within reason; 80 where there is none. */
export function columns(stream: { readonly columns?: number } = process.stdout): number {
  return Math.max(narrowest, Math.min(widest, stream.columns ?? 80));
}

/** Each line wrapped at spaces to `width` characters and indented; a word that is longer stays whole. */
export function wrap(text: string, width: number, indent = ""): string {
  const room = width - indent.length;
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, room))
    .map((line) => (line === "" ? "" : indent + line))
    .join("\n");
}

function wrapLine(line: string, room: number): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    if (current !== "" && length(current) + 1 + length(word) > room) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

/** Characters as people count them. */
function length(text: string): number {
  return [...text].length;
}

/** `1,234` */
export function figure(count: number): string {
  return count.toLocaleString("en");
}

/** `1 memory`, `2 memories`. */
export function plural(count: number, one: string, many: string = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}
