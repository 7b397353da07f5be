import type { ContentPart, Json, Percept } from "../model/episode.ts";
import type { Redaction, Redactor } from "../ports/perception.ts";
import { type Finding, isSecretField, ownFindings } from "./secret-rules.ts";
import { secretlintFindings } from "./secretlint-rules.ts";

/** Each pass can uncover what stood too close to the last find; no known text needs a third. */
const maxPasses = 8;

/**
 * Takes secrets out of a percept's text, content, title, caption and metadata and puts `[redacted:rule]` in their
 * place. Names, ids and the session stay as they are. What is redacted once is not changed again.
 */
export function createRedactor(): Redactor {
  return {
    async redact(percept) {
      const redactions: Redaction[] = [];
      const cleaned = await new Walk(redactions).percept(percept);
      return { percept: redactions.length === 0 ? percept : cleaned, redactions };
    },
  };
}

class Walk {
  readonly #redactions: Redaction[];

  constructor(redactions: Redaction[]) {
    this.#redactions = redactions;
  }

  async percept(percept: Percept): Promise<Percept> {
    const { text, content, title, caption, metadata } = percept;
    return {
      ...percept,
      ...(text !== undefined && { text: await this.#text(text, "text") }),
      ...(content !== undefined && {
        content: await inTurn(content, (part, at) => this.#part(part, `content[${at}]`)),
      }),
      ...(title !== undefined && { title: await this.#text(title, "title") }),
      ...(caption !== undefined && { caption: await this.#text(caption, "caption") }),
      ...(metadata !== undefined && { metadata: await this.#record(metadata, "metadata") }),
    };
  }

  async #part(part: ContentPart, field: string): Promise<ContentPart> {
    switch (part.type) {
      case "text":
        return { ...part, text: await this.#text(part.text, field) };
      case "structured":
        return {
          ...part,
          data: await this.#json(part.data, field, ""),
          ...(part.text !== undefined && { text: await this.#text(part.text, field) }),
        };
      case "blob":
        return {
          ...part,
          uri: await this.#text(part.uri, field),
          ...(part.text !== undefined && { text: await this.#text(part.text, field) }),
        };
    }
  }

  async #json(value: Json, field: string, key: string): Promise<Json> {
    if (typeof value === "string") {
      if (!isSecretField(key, value)) return this.#text(value, field);
      this.#redactions.push({ rule: "assigned-secret", field });
      return mark("assigned-secret");
    }
    if (Array.isArray(value)) return inTurn(value, (inner, at) => this.#json(inner, `${field}[${at}]`, key));
    if (value !== null && typeof value === "object") return this.#record(value as JsonRecord, field);
    return value;
  }

  async #record(record: JsonRecord, field: string): Promise<JsonRecord> {
    const entries: [string, Json][] = [];
    for (const [key, inner] of Object.entries(record))
      entries.push([key, await this.#json(inner, `${field}.${nameOf(key)}`, key)]);
    return Object.fromEntries(entries);
  }

  async #text(text: string, field: string): Promise<string> {
    let clean = text;
    for (let pass = 0; pass < maxPasses; pass++) {
      const findings = [...ownFindings(clean), ...(await secretlintFindings(clean))];
      if (findings.length === 0) break;
      const places = merge(findings);
      clean = replace(clean, places);
      for (const { rule } of places) this.#redactions.push({ rule, field });
    }
    return clean;
  }
}

type JsonRecord = { readonly [key: string]: Json };

/** A long key may be a secret itself, and the report repeats none. */
const nameOf = (key: string): string => (key.length < 20 ? key : "…");

async function inTurn<T, R>(items: readonly T[], change: (item: T, at: number) => Promise<R>): Promise<R[]> {
  const changed: R[] = [];
  for (const [at, item] of items.entries()) changed.push(await change(item, at));
  return changed;
}

const mark = (rule: string): string => `[redacted:${rule}]`;

/** Overlapping finds become one, named after the longest. */
function merge(findings: readonly Finding[]): Finding[] {
  const merged: Finding[] = [];
  let longest = 0;
  for (const finding of findings.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = merged.at(-1);
    if (last === undefined || finding.from >= last.to) {
      merged.push(finding);
      longest = finding.to - finding.from;
      continue;
    }
    const rule = finding.to - finding.from > longest ? finding.rule : last.rule;
    longest = Math.max(longest, finding.to - finding.from);
    merged[merged.length - 1] = { rule, from: last.from, to: Math.max(last.to, finding.to) };
  }
  return merged;
}

function replace(text: string, places: readonly Finding[]): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { rule, from, to } of places) {
    pieces.push(text.slice(at, from), mark(rule));
    at = to;
  }
  return pieces.join("") + text.slice(at);
}
