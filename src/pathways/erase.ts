import type { ErasureCertificate } from "../model/reports.ts";
import type { Body } from "./body.ts";
import { commitUses } from "./commit.ts";
import { resolveToErase } from "./resolve.ts";

/**
 * Destroys the content, folds the erasure into every module, replaces the checkpoints and scrubs
 * the file. Not reversible. The certificate is pending while another process can still reach the
 * old bytes, or a module is re-deriving; the end of that, `sleep`, or the next opening finishes it.
 */
export async function erase(body: Body, ids: readonly string[]): Promise<ErasureCertificate> {
  const certificate = await body.deriver.exclusive(async (): Promise<ErasureCertificate> => {
    const episodes = await resolveToErase(body, ids);
    await commitUses(body);
    const at = body.clock();
    if (episodes.length > 0) await body.log.erase(episodes, at);
    const done = await finishCommitted(body);
    return {
      status: done ? "final" : "pending",
      erased: episodes.map(({ id }) => id),
      at,
      modules: [body.register, ...body.modules].map(({ manifest }) => manifest.name),
      stateHash: await body.deriver.stateHash(),
    };
  });
  body.emit("erased", certificate);
  return certificate;
}

/** The content is destroyed already: what goes wrong from here on leaves the erasure pending. */
async function finishCommitted(body: Body): Promise<boolean> {
  try {
    await body.deriver.fold([]);
    return await finishErasure(body);
  } catch (error) {
    body.emit("warning", { error });
    return false;
  }
}

/** To be called inside `exclusive`, when everything is folded. False while it has to wait. */
export async function finishErasure(body: Body): Promise<boolean> {
  if (!(await body.log.erasurePending())) return true;
  if (body.deriver.isRederiving) return false;
  await body.deriver.checkpoint();
  return body.log.scrub();
}
