import { errorName } from "../model/errors.ts";
import type { IntegrityReport } from "../ports/log-store.ts";
import { settle } from "./erase/prove-erasure.ts";
import type { Body } from "./fold/body.ts";

/** Reads the whole log and checks every module. */
export async function verify(body: Body): Promise<IntegrityReport> {
  await body.deriver.whenReady(() => undefined);
  // What fails here is told below, as not proved.
  await settle(body).catch(() => undefined);
  const report = await body.log.verify();
  const quarantined = body.deriver
    .quarantined()
    .map(({ module, seq, error }) => `${module}: event ${seq} could not be derived (${error}).`);
  const pending = (await body.log.erasurePending())
    ? ["An erasure is not finished: what was erased may still be read from the file."]
    : [];
  const unproved = (await body.log.erasures())
    .filter(({ canaries }) => canaries !== null)
    .map(({ certificate }) => `An erasure could not be proved yet: ${certificate.reasons.join("; ")}.`);
  const problems = [...report.problems, ...pending, ...unproved, ...quarantined, ...brokenInvariants(body)];
  return { ...report, ok: problems.length === 0, problems };
}

/** What the modules say of themselves; a check that throws is a problem too. */
export function brokenInvariants({ register, modules }: Body): readonly string[] {
  return [register, ...modules].flatMap((module) => {
    try {
      return module.verify?.() ?? [];
    } catch (error) {
      const name = errorName(error);
      return [`${module.manifest.name}: its check of itself failed (${name}).`];
    }
  });
}
