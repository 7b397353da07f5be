import { EncephalonError } from "../model/errors.ts";
import type { SleepReport } from "../model/reports.ts";
import { finishErasure, settle } from "./erase/prove-erasure.ts";
import type { Body } from "./fold/body.ts";
import { commit, commitUses } from "./fold/commit.ts";
import { leased } from "./fold/leased.ts";
import { nextTurn } from "./fold/time-slice.ts";
import { brokenInvariants } from "./verify.ts";

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
  const report = await leased(body.log, "sleep", LEASE_MS, () => asleep(body, started));
  if (report === null)
    throw new EncephalonError("locked", "Another process is asleep on this brain.", {
      value: "sleep",
      remedy: `Wait for it; a sleeper that died is given up after ${LEASE_MS / 1000} seconds.`,
    });
  body.emit("slept", report);
  return report;
}

async function asleep(body: Body, started: number): Promise<SleepReport> {
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
    await nextTurn();
  }
  await body.deriver.exclusive(() => commit(body, { type: "slept", seed: body.seed, steps }));
  const { bytes: after } = await body.log.size();
  return {
    seed: body.seed,
    steps,
    before,
    after,
    checkpoints,
    problems,
    ms: performance.now() - started,
  };
}
