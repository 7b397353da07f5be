import { LogicError, type Position } from "./logic-error.ts";

export interface Token {
  readonly kind: "name" | "variable" | "number" | "text" | "sign" | "end";
  /** As written; of a quoted text, what it says. */
  readonly text: string;
  readonly at: Position;
}

const blank = /(?:\s|%[^\n]*)+/y;
const shapes: readonly (readonly [Token["kind"], RegExp])[] = [
  ["number", /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  // Before names: `not` is none.
  ["sign", /not(?![\p{L}\p{M}\p{N}_])/uy],
  ["name", /\p{Ll}[\p{L}\p{M}\p{N}_]*/uy],
  ["variable", /[\p{Lu}_][\p{L}\p{M}\p{N}_]*/uy],
  ["text", /"(?:[^"\\\n]|\\.)*"/y],
  ["sign", /:-|::|!=|<=|>=|[-+*/=<>(),.]/y],
];

/** Finds the line and column of places in a text that are asked for in ascending order. */
export function positions(text: string): (offset: number) => Position {
  let [line, lineStart, seen] = [1, 0, 0];
  return (offset) => {
    for (let at = text.indexOf("\n", seen); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
      line++;
      lineStart = at + 1;
    }
    seen = Math.max(seen, offset);
    return { line, column: offset - lineStart + 1 };
  };
}

/** The words and signs of a program, the last of them `end`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const positionOf = positions(text);
  for (let offset = 0; ; ) {
    blank.lastIndex = offset;
    if (blank.test(text)) offset = blank.lastIndex;
    const at = positionOf(offset);
    if (offset === text.length) return [...tokens, { kind: "end", text: "the end", at }];
    const token = tokenAt(text, offset, at);
    tokens.push(token.token);
    offset = token.end;
  }
}

function tokenAt(
  text: string,
  offset: number,
  at: Position,
): { readonly token: Token; readonly end: number } {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = offset;
    const written = shape.exec(text)?.[0];
    if (written === undefined) continue;
    return {
      token: { kind, text: kind === "text" ? unquoted(written, at) : written, at },
      end: shape.lastIndex,
    };
  }
  if (text[offset] === '"')
    throw new LogicError("syntax", "a text that does not end on its line.", {
      at,
      remedy: 'Close it with ".',
    });
  throw new LogicError("syntax", "a sign that is none of the language.", {
    at,
    value: String.fromCodePoint(text.codePointAt(offset)!),
    remedy: "Put names that are not plain words between double quotes.",
  });
}

function unquoted(written: string, at: Position): string {
  try {
    return JSON.parse(written) as string;
  } catch {
    throw new LogicError("syntax", "an escape that JSON does not know.", {
      at,
      value: written,
      remedy: 'Write \\\\ for \\, \\" for ", \\n, \\t or \\u and four digits.',
    });
  }
}
