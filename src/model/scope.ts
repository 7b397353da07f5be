import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Whose memory this is. A level left out stands for everybody on that level. */
export interface Scope {
  readonly tenant?: string;
  readonly user?: string;
  readonly agent?: string;
  readonly session?: string;
}

export const scopeLevels: readonly ["tenant", "user", "agent", "session"] = [
  "tenant",
  "user",
  "agent",
  "session",
];

/**
 * SPEC S1-S4: an episode is visible to a query when every level that the episode names is named by
 * the query with the same value. So a query sees its own scope and what is above it, never what is
 * beside or below it.
 */
export function scopeAdmits(query: Scope, episode: Scope): boolean {
  return scopeLevels.every((level) => episode[level] === undefined || episode[level] === query[level]);
}

/**
 * The keys of all scopes that a query sees: its own and those above it, which leave out some of its
 * levels. At most 16, however many scopes a brain holds.
 */
export function seenScopeKeys(query: Scope): readonly string[] {
  const named = scopeLevels.filter((level) => query[level] !== undefined);
  return Array.from({ length: 2 ** named.length }, (_, subset) =>
    scopeKey(
      Object.fromEntries(
        named.filter((_level, i) => (subset >> i) % 2 === 1).map((level) => [level, query[level]!]),
      ),
    ),
  );
}

/**
 * SHA-256 of a scope's key: tells the scope again to who knows it. Events outlive the episodes of a scope, whose
 * values must not (SPEC E3).
 */
export function scopeMark(key: string): string {
  return bytesToHex(sha256(utf8ToBytes(key)));
}

/** The canonical text of a scope: equal scopes have equal keys, the empty scope has `{}`. */
export function scopeKey(scope: Scope): string {
  const ordered: Record<string, string> = {};
  for (const level of scopeLevels) {
    const value = scope[level];
    if (value !== undefined) ordered[level] = value;
  }
  return JSON.stringify(ordered);
}
