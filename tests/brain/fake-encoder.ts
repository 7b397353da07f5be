import { createHash } from "node:crypto";
import type { Encoder, Purpose } from "../../src/index.ts";

/** What a fake encoder does before it answers of episodes: throws, or waits. Cues it answers at once. */
export type Fault = (texts: readonly string[], call: number) => unknown;

/**
 * An encoder outside the package: the bytes of a text's SHA-256 as a unit vector of 8 dimensions, other
 * ones for each id. Remembers what it was asked of episodes.
 */
export class FakeEncoder implements Encoder {
  readonly id: string;
  readonly dimensions = 8;
  readonly calls: (readonly string[])[] = [];
  fault: Fault;

  constructor(id = "fake", fault: Fault = () => undefined) {
    this.id = id;
    this.fault = fault;
  }

  /** How many texts it was asked for. */
  get asked(): number {
    return this.calls.reduce((sum, texts) => sum + texts.length, 0);
  }

  async encode(texts: readonly string[], purpose: Purpose): Promise<readonly Float32Array[]> {
    if (purpose === "episode") {
      this.calls.push(texts);
      await this.fault(texts, this.calls.length);
    }
    return texts.map((text) => fakeVector(this.id, text));
  }
}

export function fakeVector(id: string, text: string): Float32Array {
  const bytes = createHash("sha256").update(`${id}\n${text}`).digest().subarray(0, 8);
  const length = Math.hypot(...bytes);
  return Float32Array.from(bytes, (byte) => byte / length);
}

/** Something to wait for until it is opened. */
export class Gate {
  readonly opened: Promise<void>;
  open: () => void = () => undefined;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
