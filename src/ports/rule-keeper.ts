/** A module that keeps the user's rules. Pure: asking changes nothing. */
export interface RuleKeeper {
  /** As they were set last, in the language of docs/logic.md; empty where there are none. */
  rules(): string;
}
