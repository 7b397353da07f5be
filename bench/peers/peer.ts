import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Encoder } from "../../src/ports/encoder.ts";
import type { Item } from "../datasets/dataset.ts";
import type { System } from "../systems/system.ts";

/** A system that also says how many items it holds. */
export interface PeerSystem extends System {
  stored(): Promise<number>;
}

export interface Surroundings {
  readonly encoder: Encoder;
  /** An OpenAI-compatible endpoint on this machine that serves the encoder: `http://127.0.0.1:PORT/v1`. */
  readonly embeddingUrl: string;
  /** An empty folder of its own: for those that keep files. */
  readonly folder: string;
}

/** Something a user would pick instead. */
export interface Peer {
  readonly name: string;
  /** Of what is installed. */
  version(): string;
  /** In a few words: how it ranks, where it keeps what it is told. */
  readonly how: string;
  /** The most items of a set, over all its brains, that it gets through in minutes: of a larger set it is given a part. */
  readonly mostItems: number;
  /** Throws where it is not installed, saying what to do. */
  open(surroundings: Surroundings): Promise<PeerSystem>;
}

const here = createRequire(import.meta.url);

/**
 * A package of `bench/peers`. Its types are the caller's: the checks of the whole project run where
 * none of these packages is installed.
 */
export function load<T>(name: string): T {
  return here(name) as T;
}

/** The version of a package of `bench/peers`; throws where it is not installed. */
export function versionOf(name: string): string {
  const path = join(import.meta.dirname, "node_modules", name, "package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

/**
 * What a peer that knows a single text is told: who spoke, the title, the text and what an image shows.
 * These are the fields that the baselines index; like them it says neither time nor session.
 */
export function textOf(item: Item): string {
  const speaker = item.speaker ?? item.role;
  const parts = [item.title, item.text, item.caption].filter((part) => part !== undefined);
  return `${speaker === undefined ? "" : `${speaker}: `}${parts.join("\n")}`;
}
