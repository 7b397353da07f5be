/**
 * Compares our WordPiece with what word_piece_fixture.py printed; prints each text on which they differ, exits with 1.
 *
 * usage: node tools/encoder/compare-word-piece.ts tokenizer.json expected.jsonl
 */
import { readFileSync } from "node:fs";
import { createWordPiece } from "../../src/perception/word-piece.ts";

const [tokenizer, expected] = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));
const ids: Record<string, number> = JSON.parse(tokenizer!).model.vocab;
const wordPiece = createWordPiece(Object.keys(ids).sort((a, b) => ids[a]! - ids[b]!));
const lines = expected!.trimEnd().split("\n");
let different = 0;
for (const line of lines) {
  const [text, theirs] = JSON.parse(line);
  const ours = wordPiece.encode(text);
  if (JSON.stringify(ours) === JSON.stringify(theirs)) continue;
  different++;
  console.log(JSON.stringify({ text, theirs, ours }));
}
console.log(`${lines.length} texts, ${different} different`);
process.exitCode = different > 0 ? 1 : 0;
