import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { confirm, requirePerson, type Terminal } from "./confirm.ts";

function terminal(isTTY: boolean, answer?: string): Terminal {
  const input = Object.assign(new PassThrough(), { isTTY });
  if (answer !== undefined) input.end(answer);
  return { input, output: Object.assign(new PassThrough(), { isTTY }) };
}

const refused = { name: "CliError", code: "not-confirmed" };

test("U5: only a yes erases", async () => {
  await confirm("Erase 1 episode for good?", terminal(true, "yes\n"));
  await confirm("Erase 1 episode for good?", terminal(true, " YES \n"));
  for (const answer of ["\n", "y\n", "no\n", ""])
    await assert.rejects(confirm("Erase?", terminal(true, answer)), refused);
});

test("U5: where there is no person, none is asked", () => {
  requirePerson(terminal(true));
  assert.throws(() => requirePerson(terminal(false)), refused);
});
