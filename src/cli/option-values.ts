import { InvalidArgumentError } from "commander";
import type { EpisodeKind, Scope } from "../index.ts";
import { episodeKinds } from "../index.ts";

const levels: readonly (keyof Scope)[] = ["tenant", "user", "agent", "session"];

/** `tenant=acme,user=ana` */
export function parseScope(text: string): Scope {
  const scope: { -readonly [Level in keyof Scope]: Scope[Level] } = {};
  for (const piece of text.split(",")) {
    const at = piece.indexOf("=");
    const level = levels.find((name) => name === piece.slice(0, at).trim());
    const value = piece.slice(at + 1).trim();
    if (at < 0 || level === undefined || value === "" || scope[level] !== undefined)
      throw new InvalidArgumentError(
        `Write it as tenant=acme,user=ana; the levels are ${levels.join(", ")}.`,
      );
    scope[level] = value;
  }
  return scope;
}

export function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > 10_000)
    throw new InvalidArgumentError("It must be a whole number from 1 to 10000.");
  return count;
}

export function parseTokens(text: string): number {
  const tokens = Number(text);
  if (!/^\d+$/.test(text) || tokens < 50 || tokens > 1_000_000)
    throw new InvalidArgumentError("It must be a whole number from 50 to 1000000.");
  return tokens;
}

export function parseShare(text: string): number {
  const share = Number(text);
  if (text.trim() === "" || !(share >= 0 && share <= 1))
    throw new InvalidArgumentError("It must be a number from 0 to 1.");
  return share;
}

export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === "" || !(seconds > 0 && seconds <= 86_400))
    throw new InvalidArgumentError("It must be a number of seconds, at most 86400.");
  return seconds;
}

/** May be given more than once. */
export function parseKinds(text: string, before: readonly EpisodeKind[] = []): readonly EpisodeKind[] {
  return [...before, parseKind(text)];
}

export function parseKind(text: string): EpisodeKind {
  const kind = episodeKinds.find((name) => name === text);
  if (kind === undefined) throw new InvalidArgumentError(`It must be one of ${episodeKinds.join(", ")}.`);
  return kind;
}
