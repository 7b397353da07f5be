import { errorName } from "../../model/errors.ts";
import type { Degradation } from "../../model/recall.ts";
import type { CueFeatures } from "../../ports/features.ts";
import type { Body } from "../fold/body.ts";

/** What is encoded, and for whom: one recall's part of what both ways below need. */
export interface ToEncode {
  readonly text: string;
  readonly features: CueFeatures;
  readonly scopeKeys: readonly string[];
  readonly degraded: Degradation[];
}

/**
 * The cue's vector from an encoder outside the package, before the recall's turn: nobody else waits for
 * one that is slow. `null` where the encoder is in the package, or there is none, or it failed.
 */
export async function encodeAhead(body: Body, asked: ToEncode): Promise<Float32Array | null> {
  const { encoding, deriver } = body;
  if (encoding === null || saysNothing(asked)) return null;
  try {
    return await encoding.vectorOf(await deriver.upToDate(() => inFirstPerson(body, asked)));
  } catch (error) {
    return failed(asked, error);
  }
}

/** The same from an encoder inside the package; `null` where there is none. To be called inside the turn. */
export function encodeNow(body: Body, asked: ToEncode): Float32Array | null {
  const { encoder } = body;
  if (encoder?.encodeNow === undefined || saysNothing(asked)) return null;
  try {
    return encoder.encodeNow(inFirstPerson(body, asked), "cue");
  } catch (error) {
    return failed(asked, error);
  }
}

/** Words without content mean something to an encoder, and nothing to whoever asks. */
function saysNothing({ features }: ToEncode): boolean {
  return features.terms.length === 0;
}

function inFirstPerson({ perception, register, mechanisms }: Body, { text, scopeKeys }: ToEncode): string {
  if (!mechanisms.firstPerson) return text;
  return perception.inFirstPerson(text, register.speakers(scopeKeys));
}

function failed({ degraded }: ToEncode, error: unknown): null {
  degraded.push({ channel: "dense", reason: "failed", detail: errorName(error) });
  return null;
}
