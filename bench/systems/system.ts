import type { Item } from "../datasets/dataset.ts";

export interface Found {
  readonly id: string;
  readonly text: string;
}

export interface Asked {
  readonly text: string;
  readonly asker?: string;
  readonly now?: number;
}

/** What a benchmark needs of anything that remembers. Every system gets the same items and questions. */
export interface System {
  /** One item; what a durable system resolved with survives the process. */
  observe(item: Item): Promise<void>;
  observeMany(items: readonly Item[]): Promise<void>;
  /** Up to k items with their text, best first. */
  recall(asked: Asked, k: number): Promise<readonly Found[]>;
  /** Milliseconds of the last recall by stage, where the system tells. */
  stages?(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** `path`: the file to make or to open again; null: in memory alone. */
export type OpenSystem = (path: string | null) => Promise<System>;

/** Ours, as rows of results name it. */
export const ours = "encephalon";
