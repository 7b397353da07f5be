import { EncephalonError } from "../model/errors.ts";
import type { Encoder } from "../ports/encoder.ts";
import { unit } from "./unit.ts";

/**
 * Several encoders as one: where they err apart, together they find more than the best of them.
 *
 * Formula: the parts' unit vectors one after the other, at length 1: the inner product of two such vectors is the
 *   mean of the parts' cosines. Each part should take unrelated texts for about 0 (`centredEncoder`).
 * Errors: `invalid-options` without parts; those of the parts.
 */
export function jointEncoder(parts: readonly Encoder[]): Encoder {
  if (parts.length === 0)
    throw new EncephalonError("invalid-options", "A joint encoder has no parts.", {
      value: parts,
      remedy: "Give it one encoder or several.",
    });
  const dimensions = parts.reduce((sum, part) => sum + part.dimensions, 0);
  return {
    id: `joint(${parts.map(({ id }) => id).join("+")})`,
    dimensions,
    async encode(texts, purpose, signal) {
      const said = await Promise.all(parts.map((part) => part.encode(texts, purpose, signal)));
      return texts.map((_, i) => {
        const joined = new Float32Array(dimensions);
        let first = 0;
        for (const vectors of said) {
          joined.set(vectors[i]!, first);
          first += vectors[i]!.length;
        }
        return unit(joined);
      });
    },
  };
}
