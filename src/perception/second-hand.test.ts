import assert from "node:assert/strict";
import { test } from "node:test";
import { passesOn } from "./second-hand.ts";

test("TR5: what others said is at second hand", () => {
  for (const text of [
    "Ana said that she moved to Porto.",
    "He told me the shop is closed.",
    "My sister just told us she got the job! Great news!",
    "According to the doctor, it heals by June.",
    "I heard they serve a great stout there.",
    "I was told that the taxi costs 60 dollars.",
    "The garage confirmed the brakes are worn.",
    "My uncle reckons the frost will come in April.",
    "From what I hear the bridge is closed again.",
    "They say the lake is too cold in May.",
    "It's been reported that the ferry was late.",
    "Apparently the concert is off.",
  ])
    assert.equal(passesOn(text), true, text);
});

test("TR5: what one says, did or saw oneself is at first hand", () => {
  for (const text of [
    "",
    "I moved to Porto in March.",
    "I said that I would come.",
    "Who wrote it, and what does it say?",
    "Just let me know which one you want.",
    "They let us take a break from it all.",
    "I told him everything.",
    "Ben lives in Rome.",
    "It went according to plan.",
    "We met at the wedding, that said it was short.",
    "I went to the doctor today. He said that it heals. Then I bought bread there. I cooked for us all.",
  ])
    assert.equal(passesOn(text), false, text);
});

test("TR5: a long text is read in linear time", () => {
  const started = process.cpuUsage();
  for (const part of ["A-", "A'", "A ", "The a ", "my a b ", "i heard "]) passesOn(part.repeat(100_000));
  const { user } = process.cpuUsage(started);
  assert.ok(user < 2_000_000, `${user} us`);
});
