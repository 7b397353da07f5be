/** A module that has learned how the stated confidence errs. Pure: asking changes nothing. */
export interface OddsKeeper {
  /** A stated confidence, in [0, 1], at the odds that were learned from recalls in these scopes: the same where there were none. */
  restated(confidence: number, scopeKeys: readonly string[]): number;
}
