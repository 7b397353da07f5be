import type { SignName, Whom } from "./signs.ts";

export type SignWeights = Readonly<Record<SignName | "constant", number>>;

export type MonitorWeights = Readonly<Record<Whom, SignWeights>>;

export interface MemoryWeights {
  readonly constant: number;
  /** Of the log odds of the whole. */
  readonly whole: number;
  /** Of the logarithm of its place. */
  readonly rank: number;
  readonly share: number;
}

/** The encoder that the weights were learned with: with another, or none, confidence orders and is no probability. */
export const LEARNED_WITH = "static-46c1b7b90f7b";

/**
 * Learned by bench/learn-monitor.ts on the development halves of LoCoMo, LongMemEval's evidence, BEAM and HotpotQA with the
 * encoder of the package, and frozen in November 2026. They state the odds at which questions are asked: of those of the
 * first three sets, each set weighing the same, 87 in 100 can be answered.
 */
export const monitorWeights: MonitorWeights = {
  named: {
    constant: 1.02,
    own: 0.57,
    ownFirmly: 1.53,
    shared: 0.58,
    ownCoverage: 3.22,
    coverage: -2.93,
    second: -0.61,
    drop: 1.68,
    three: 0.85,
    all: -2.75,
    lacking: -1.42,
    together: 0,
    meaning: 1.64,
    meaningDrop: 3.43,
    paths: 0.87,
  },
  present: {
    constant: 0.98,
    own: -0.38,
    ownFirmly: 0.38,
    shared: 0.44,
    ownCoverage: 1.87,
    coverage: -1.8,
    second: -1.67,
    drop: 1.39,
    three: 2.24,
    all: -1.77,
    lacking: -0.72,
    together: 3.74,
    meaning: 2.92,
    meaningDrop: 0.79,
    paths: 0.03,
  },
  nobody: {
    constant: -0.87,
    own: 0,
    ownFirmly: 0,
    shared: 0,
    ownCoverage: 1.35,
    coverage: -1.32,
    second: -0.96,
    drop: 0.58,
    three: 4.06,
    all: -0.42,
    lacking: 0.49,
    together: -0.85,
    meaning: -1.85,
    meaningDrop: 3.42,
    paths: 0.6,
  },
  documents: {
    constant: -4.48,
    own: 0,
    ownFirmly: 0,
    shared: 0,
    ownCoverage: 1.19,
    coverage: -0.45,
    second: -0.13,
    drop: 2.05,
    three: 4,
    all: -0.54,
    lacking: -0.57,
    together: 4.14,
    meaning: -0.05,
    meaningDrop: 5.78,
    paths: 4.94,
  },
};

/**
 * For whoever knows nothing beforehand: of the log odds of a confidence, those at even odds, where every question is asked
 * once with its evidence in the brain and once without. Flatter, for what is missing is then always what was asked
 * about, never somebody else's.
 */
export const evenOdds: { readonly constant: number; readonly slope: number } = {
  constant: -1.65,
  slope: 0.62,
};

/** Of the memories of the same recalls. */
export const memoryWeights: MemoryWeights = { constant: -6.15, whole: 0.4, rank: -0.57, share: 4.94 };
