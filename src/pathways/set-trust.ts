import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import type { Conclusion } from "../model/truth.ts";
import { conform } from "../model/validate.ts";
import { withdrawnBy } from "./beliefs/beliefs.ts";
import type { Body } from "./fold/body.ts";
import { commit } from "./fold/commit.ts";
import { selectInTurn } from "./select.ts";

export interface TrustOptions {
  /** Also find what is no longer known: the conclusions that rested on it. Default false, since it reads all claims. */
  readonly report?: boolean;
}

const optionsSchema = z.strictObject({ report: z.boolean().exactOptional() }) as z.ZodType<TrustOptions>;

/**
 * How far a source is to be believed, in [0, 1]; null: as by default. Of the whole brain, whatever the scope.
 * What is not believed at all (0) concludes nothing: with `report` the conclusions that are lost with it.
 */
export async function trust(
  body: Body,
  source: string,
  value: number | null,
  given: TrustOptions = {},
): Promise<readonly Conclusion[]> {
  const named =
    typeof source === "string" && source !== "" && source.isWellFormed() && !source.includes("\0");
  if (!named)
    throw new EncephalonError("invalid-options", "The source is no name.", {
      value: source,
      remedy: "Pass the name of a source as `sources` lists it.",
    });
  if (value !== null && !(typeof value === "number" && value >= 0 && value <= 1))
    throw new EncephalonError("invalid-options", "The trust is not in [0, 1].", {
      value,
      remedy: "Pass a number from 0 (nothing of it is believed) to 1, or null for the default.",
    });
  const { report = false } = conform(
    optionsSchema,
    given,
    "invalid-options",
    "trust takes a source, a number or null, and { report }: see TrustOptions.",
  );
  return body.deriver.exclusive(async () => {
    const withdrawn =
      report && value === 0 ? await withdrawnBy(body, await selectInTurn(body, { source })) : [];
    await commit(body, { type: "trusted", source, trust: value });
    return withdrawn;
  });
}
