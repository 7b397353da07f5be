import { EncephalonError } from "../model/errors.ts";
import type { SleepReport } from "../model/reports.ts";
import { finishErasure, settle } from "./erase/prove-erasure.ts";
import type { Body } from "./fold/body.ts";
import { commit, commitUses } from "./fold/commit.ts";
import { nextTurn } from "./fold/time-slice.ts";
import { brokenInvariants } from "./verify.ts";

/** Steps take milliseconds: the lease is renewed long before it ends. */
const STEPS_A_RENEWAL = 256;
/** A sleeper that dies keeps others awake no longer than this. */
const LEASE_MS = 60_000;

/** Before the lease of sleep: it has one of its own, and may take long. */
async function encodeRest({ encoding, emit }: Body): Promise<void> {
  try {
    await encoding?.complete();
  } catch (error) {
    emit("warning", { error });
  }
}

/**
 * What a brain does when nobody asks it anything: for now it checks its invariants, gives free space
 * back, finishes erasures and checkpoints. One process sleeps at a time; others go on working.
 */
export async function sleep(body: Body): Promise<SleepReport> {
  const started = performance.now();
  await encodeRest(body);
  const lease = await body.log.acquireLease("sleep", LEASE_MS);
  if (lease === null)
    throw new EncephalonError("locked", "Another process is asleep on this brain.", {
      value: "sleep",
      remedy: `Wait for it; a sleeper that died is given up after ${LEASE_MS / 1000} seconds.`,
    });
  try {
    const { bytes: before } = await body.log.size();
    const checkpoints = await body.deriver.whenReady(async () => {
      await commitUses(body);
      const saved = await body.deriver.checkpoint();
      await finishErasure(body);
      return saved;
    });
    await settle(body);
    const problems = brokenInvariants(body);
    // After the checkpoints: the space of those that they replace is free too.
    let steps = 1;
    while (await body.log.compact()) {
      steps++;
      if (steps % STEPS_A_RENEWAL === 0) await lease.renew();
      await nextTurn();
    }
    await body.deriver.exclusive(() => commit(body, { type: "slept", seed: body.seed, steps }));
    const { bytes: after } = await body.log.size();
    const report: SleepReport = {
      seed: body.seed,
      steps,
      before,
      after,
      checkpoints,
      problems,
      ms: performance.now() - started,
    };
    body.emit("slept", report);
    return report;
  } finally {
    await lease.release();
  }
}
