import { readTimestamp } from "../../src/adapters/transcripts/moment.ts";

/**
 * Milliseconds since 1970, read as UTC: `1:56 pm on 8 May, 2023` (LoCoMo), `2023/05/22 (Mon) 05:56`
 * (LongMemEval), `March-15-2024` (BEAM's time anchors).
 */
export function timeOf(text: string): number {
  const iso = readTimestamp(text);
  if (iso === null) throw new Error(`not a time: ${text}`);
  return Date.parse(iso);
}
