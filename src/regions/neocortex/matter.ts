import { stopWords } from "../../perception/stop-words.ts";

/** What words in small letters speak of: those that are neither stop words nor figures. */
export function matterOf(words: readonly string[]): ReadonlySet<string> {
  const matter = new Set<string>();
  for (const word of words) if (!stopWords.has(word) && !/[\p{N}\p{S}]/u.test(word)) matter.add(word);
  return matter;
}
