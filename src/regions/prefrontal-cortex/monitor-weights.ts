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
 * encoder of the package, and frozen in November 2026.
 */
export const monitorWeights: MonitorWeights = {
  named: {
    constant: -1.2,
    own: 0.38,
    ownFirmly: 0.97,
    shared: 0.38,
    ownCoverage: 2.12,
    coverage: -1.94,
    second: -0.39,
    drop: 1.12,
    three: 0.5,
    all: -1.71,
    lacking: -0.9,
    together: -0.04,
    meaning: 1.16,
    meaningDrop: 2.17,
    paths: 0.57,
  },
  present: {
    constant: -1.29,
    own: -0.22,
    ownFirmly: 0.18,
    shared: 0.28,
    ownCoverage: 1.3,
    coverage: -1.22,
    second: -1.04,
    drop: 0.93,
    three: 1.33,
    all: -1.02,
    lacking: -0.43,
    together: 2.32,
    meaning: 2.12,
    meaningDrop: 0.4,
    paths: -0.02,
  },
  nobody: {
    constant: -2.44,
    own: 0,
    ownFirmly: 0,
    shared: 0,
    ownCoverage: 0.96,
    coverage: -0.87,
    second: -0.59,
    drop: 0.36,
    three: 2.46,
    all: -0.09,
    lacking: 0.32,
    together: -0.89,
    meaning: -1.03,
    meaningDrop: 2.17,
    paths: 0.12,
  },
  documents: {
    constant: -4.76,
    own: 0,
    ownFirmly: 0,
    shared: 0,
    ownCoverage: 0.82,
    coverage: -0.31,
    second: -0.09,
    drop: 1.34,
    three: 2.41,
    all: -0.18,
    lacking: -0.35,
    together: 2.63,
    meaning: 0.03,
    meaningDrop: 3.71,
    paths: 3.22,
  },
};

/** Of the memories of the same recalls. */
export const memoryWeights: MemoryWeights = { constant: -6.58, whole: 0.76, rank: -0.53, share: 5.7 };
