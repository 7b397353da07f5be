import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import * as chrono from "chrono-node/en";
import fc from "fast-check";
import { maxMentions, onsetsOf, placedTimesOf, timesOf } from "./time-expressions.ts";

/** A Wednesday. */
const wednesday = Date.parse("2023-05-10T14:00:00Z");
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);
/** Each mention as first and last day. */
const spans = (text: string, reference: number = wednesday): string =>
  timesOf(text, reference)
    .map(({ from, to }) => (to - from === 86_400_000 ? iso(from) : `${iso(from)}..${iso(to - 1)}`))
    .join(" ");

/** By a calendar: May 2023 begins on a Monday. */
const cases: Readonly<Record<string, readonly (readonly [text: string, expected: string])[]>> = {
  "P7: days": [
    ["We met yesterday.", "2023-05-09"],
    ["last night", "2023-05-09"],
    ["today, tonight, this morning", "2023-05-10 2023-05-10 2023-05-10"],
    ["tomorrow", "2023-05-11"],
    ["the day before yesterday", "2023-05-08"],
    ["the day after tomorrow", "2023-05-12"],
    ["10 days ago", "2023-04-30"],
    ["a few days ago", "2023-05-07"],
    ["20 hours ago", "2023-05-09"],
    ["three days from now", "2023-05-13"],
  ],
  "P7: dates with a year": [
    ["on 8 May 2021", "2021-05-08"],
    ["8th of May, 2021", "2021-05-08"],
    ["May 8, 2021", "2021-05-08"],
    ["Sept. 5th 2021", "2021-09-05"],
    ["the second of June 1999", "1999-06-02"],
    ["Monday, 8 May 2023", "2023-05-08"],
    ["29 February 2024", "2024-02-29"],
    ["2021-05-08", "2021-05-08"],
    ["2021-05-08T10:30:00Z", "2021-05-08"],
    ["5/8/2021", "2021-05-08"],
    ["13/8/2021", "2021-08-13"],
    ["5.8.2021", "2021-08-05"],
    ["2021年5月8日に", "2021-05-08"],
    ["5-7 May 2022", "2022-05-05..2022-05-07"],
    ["the 5th and 6th of June 2022", "2022-06-05..2022-06-06"],
    ["May 8 last year", "2022-05-08"],
  ],
  "P7: a date without a year is the closest": [
    ["on Dec 25", "2022-12-25"],
    ["October 1st", "2023-10-01"],
    ["in December", "2022-12-01..2022-12-31"],
    ["May 5-7", "2023-05-05..2023-05-07"],
    ["on May 8 1200 users signed up", "2023-05-08"],
    ["in March 5000 users, on May 9 2000 users", "2023-03-01..2023-03-31 2023-05-09"],
    ["June 3 and 10 people came", "2023-06-03"],
    ["June 3 and 4", "2023-06-03..2023-06-04"],
  ],
  "P7: months, years, seasons": [
    ["in May 2021", "2021-05-01..2021-05-31"],
    ["March 2022", "2022-03-01..2022-03-31"],
    ["in 2019", "2019-01-01..2019-12-31"],
    ["early 2020", "2020-01-01..2020-12-31"],
    ["last month", "2023-04-01..2023-04-30"],
    ["next year", "2024-01-01..2024-12-31"],
    ["3 months ago", "2023-02-01..2023-02-28"],
    ["ten years ago", "2013-01-01..2013-12-31"],
    ["last May", "2022-05-01..2022-05-31"],
    ["last March", "2023-03-01..2023-03-31"],
    ["summer of 2022", "2022-06-01..2022-08-31"],
    ["last summer", "2022-06-01..2022-08-31"],
    ["last winter", "2022-12-01..2023-02-28"],
  ],
  "P7: weekdays": [
    ["last Tues", "2023-05-09"],
    ["last Wednesday", "2023-05-03"],
    ["on Friday", "2023-05-12"],
    ["on Monday", "2023-05-08"],
    ["this Friday", "2023-05-12"],
    ["next Friday", "2023-05-19"],
    ["this coming Friday, the coming Wednesday", "2023-05-12 2023-05-17"],
    ["Friday last week", "2023-05-05"],
    ["Friday of next week", "2023-05-19"],
  ],
  "P7: weeks and weekends": [
    ["last week", "2023-05-01..2023-05-07"],
    ["this week", "2023-05-08..2023-05-14"],
    ["two weeks ago", "2023-04-24..2023-04-30"],
    ["a couple of weeks ago", "2023-04-24..2023-04-30"],
    ["in two weeks", "2023-05-22..2023-05-28"],
    ["last weekend", "2023-05-06..2023-05-07"],
    ["this past weekend", "2023-05-06..2023-05-07"],
    ["two weekends ago", "2023-04-29..2023-04-30"],
    ["the weekend before last", "2023-04-29..2023-04-30"],
    ["next weekend", "2023-05-20..2023-05-21"],
    ["the coming weekend", "2023-05-13..2023-05-14"],
    ["this coming week", "2023-05-15..2023-05-21"],
    ["the last two weeks", "2023-04-26..2023-05-10"],
    ["the past 3 months", "2023-02-10..2023-05-10"],
  ],
  "P8: what is no date": [
    ["for four months", ""],
    ["I waited for 10 years and for a few days", ""],
    ["I have 12 apples, 2019 of them, and 5 more", ""],
    ["at 5, at 10:30, at 3pm", ""],
    ["on Sundays and Mondays", ""],
    ["You may go. May I come? It may 2 be. This may be it.", ""],
    ["they march on, he sat in the sun, we wed, a march", ""],
    ["version 1.2.3, 192.168.1.2023, 555-1234, 2015-2017", ""],
    ["in 1500 words, in 2000-2003, in 5 people", ""],
    ["now, the other day, next day, last time, the day", ""],
    ["30 February 2023, 2023-13-01, 2023-02-30", "2023-02-01..2023-02-28"],
    ["There were 5. May I come?", ""],
    ["twice in a week, three times in two weeks, half a year ago", ""],
    ["every Sunday, each Friday, every other Monday, every May", ""],
    ["in 2048 bits, by 2000 users, in 1500", ""],
    ["1200-05-08, 5/8/1200, in May 1200", "2023-05-01..2023-05-31"],
  ],
  "P8: may and march are months where the words around say so": [
    ["in may", "2023-05-01..2023-05-31"],
    ["the May trip", "2023-05-01..2023-05-31"],
    ["in March", "2023-03-01..2023-03-31"],
    ["the first of may", "2023-05-01"],
    ["8th may, 8 may 2023, 8 May, 8 jan", "2023-05-08 2023-05-08 2023-05-08 2023-01-08"],
    ["Option 2 may work, Python 3 may be missing, 5-10 may fail, 3 march on", ""],
    ["- May need a restart\n* May fail\n• May I? (May be slow) Hi, May I ask: May I?\n‘May I’ > May I", ""],
    ["in April, May and June 2022", "2023-04-01..2023-04-30 2023-05-01..2023-05-31 2022-06-01..2022-06-30"],
  ],
};

for (const [rule, list] of Object.entries(cases))
  test(rule, () => {
    for (const [text, expected] of list) assert.equal(spans(text), expected, text);
  });

test("P7: since a day ahead of the reference is since the last one", () => {
  assert.equal(
    spans("since December, since Dec 25, since June 2021"),
    "2022-12-01..2022-12-31 2022-12-25 2021-06-01..2021-06-30",
  );
  assert.equal(spans("since March, since yesterday"), "2023-03-01..2023-03-31 2023-05-09");
});

test("P7: a day of the month alone is the closest", () => {
  assert.equal(spans("We met on the 8th after lunch. I leave on the 28th."), "2023-05-08 2023-04-28");
  assert.equal(spans("on the 31st", Date.parse("2023-06-20T12:00:00Z")), "2023-05-31");
  assert.equal(spans("on the 5th floor, on the 3rd try, the 2nd one, on the first day"), "");
  assert.equal(spans("every first Friday, every second Monday"), "");
});

test("P7: what goes on for a while began so long ago", () => {
  const onsets = (text: string): string =>
    onsetsOf(text, wednesday)
      .map(({ text: written, from, to }) => `${written} ${iso(from)}..${iso(to - 1)}`)
      .join(" ");
  assert.equal(onsets("I've been working on it for two years now."), "two years 2021-01-01..2021-12-31");
  assert.equal(onsets("It's been on my list for about four months"), "four months 2023-01-01..2023-01-31");
  assert.equal(onsets("Playing it for a month now"), "a month 2023-04-01..2023-04-30");
  assert.equal(
    onsets("I waited for two hours. I'll stay for three weeks. I have it. For ten days I slept."),
    "",
  );
});

test("P7: a mention says where it stands", () => {
  const text = "We met on 8 May, 2021, and two weekends ago.";
  assert.deepEqual(
    placedTimesOf(text, wednesday).map(({ start, end }) => text.slice(start, end)),
    ["8 May, 2021", "two weekends ago"],
  );
});

test("P7: a mention says what was written", () => {
  const [first, second] = timesOf("We met on 8 May, 2021, and two weekends ago.", wednesday);
  assert.equal(first?.text, "8 May, 2021");
  assert.equal(second?.text, "two weekends ago");
});

test("P7: on a Sunday the week is still the one that began on Monday", () => {
  const sunday = Date.parse("2023-05-14T23:59:59Z");
  assert.equal(spans("last weekend, this weekend", sunday), "2023-05-06..2023-05-07 2023-05-13..2023-05-14");
  assert.equal(spans("next Monday, next Sunday", sunday), "2023-05-15 2023-05-21");
});

/** Its components: its instants depend on the process's zone in places. */
function chronoDay(text: string, reference: number): string | undefined {
  const start = chrono.parse(text, { instant: new Date(reference), timezone: 0 })[0]?.start;
  if (start === undefined) return undefined;
  return iso(Date.UTC(start.get("year") ?? 0, (start.get("month") ?? 0) - 1, start.get("day") ?? 0));
}

test("P7: of two equally close dates the earlier is meant", () => {
  // From 25 December 2083 and to 25 December 2084 it is 183 days each: 2084 has a 29 February.
  assert.equal(spans("December 25", Date.parse("2084-06-25T12:00:00Z")), "2083-12-25");
});

test("P7: chrono-node, a second implementation, finds the same days", () => {
  // From the 29th on chrono takes the year of the month after: it sets the month before the day.
  const reference = fc
    .date({ min: new Date("1970-01-02"), max: new Date("2090-01-01"), noInvalidDate: true })
    .filter((date) => date.getUTCDate() < 29);
  const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const months = ["January", "February", "March", "April", "June", "July", "October", "December"];
  const expression = fc.oneof(
    fc.constantFrom("yesterday", "today", "tomorrow", "the day before yesterday"),
    fc.constantFrom(...weekdays).map((day) => `on ${day}`),
    fc
      .tuple(fc.constantFrom("last", "this", "next"), fc.constantFrom(...weekdays))
      .map((words) => words.join(" ")),
    fc.integer({ min: 1, max: 400 }).map((count) => `${count} days ago`),
    fc
      .tuple(fc.constantFrom(...months), fc.integer({ min: 1, max: 28 }))
      .map(([month, day]) => `${month} ${day}`),
    fc
      .tuple(
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom(...months),
        fc.integer({ min: 1900, max: 2090 }),
      )
      .map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(reference, expression, (date, text) => {
      const noon = Math.floor(date.getTime() / 86_400_000) * 86_400_000 + 43_200_000;
      const [found, expected = ""] = [spans(text, noon), chronoDay(text, noon)];
      // Of two equally close dates chrono takes that of the reference's year.
      const away = (day: string): number => Math.abs(Date.parse(`${day}T12:00:00Z`) - noon);
      const isTie = away(found) > 182 * 86_400_000 && away(found) === away(expected) && found < expected;
      if (!isTie) assert.equal(found, expected, `${text} on ${iso(noon)}`);
    }),
    { numRuns: 1000 },
  );
});

test("P7: the process's time zone changes nothing", () => {
  const texts = Object.values(cases).flatMap((list) => list.map(([text]) => text));
  const script = `
    const { timesOf } = await import(${JSON.stringify(new URL("./time-expressions.ts", import.meta.url).href)});
    const { perception } = await import(${JSON.stringify(new URL("./perception.ts", import.meta.url).href)});
    const times = [${wednesday}, Date.parse("2024-03-10T07:30:00Z"), Date.parse("2023-12-31T23:30:00Z")];
    const texts = ${JSON.stringify(texts)};
    console.log(JSON.stringify(times.map((time) => [texts.map((text) => timesOf(text, time)),
      perception.perceive({ id: "a", kind: "utterance", content: [], time, scope: {} }),
      perception.perceiveCue("last night in May", time)])));`;
  const run = (zone: string): string =>
    execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      env: { ...process.env, TZ: zone },
      encoding: "utf8",
    });
  const expected = run("UTC");
  assert.ok(expected.length > 1_000);
  for (const zone of ["America/New_York", "Asia/Tokyo", "Pacific/Kiritimati"])
    assert.equal(run(zone), expected, zone);
});

test("P7: any reference gives finite half-open stretches; an impossible one gives none", () => {
  const words = fc.constantFrom(
    ...[
      "last",
      "next",
      "this",
      "two",
      "a",
      "couple",
      "of",
      "week",
      "weekends",
      "year",
      "month",
      "ago",
      "in",
      "the",
    ],
    ...[
      "May",
      "may",
      "8",
      "8th",
      "2023",
      "31",
      "February",
      "-",
      ",",
      ".",
      "Friday",
      "before",
      "yesterday",
      "from",
      "now",
    ],
    ...["2023-05-08", "5/8/2023", "9999", "summer", "decades", "999", "to", "and", "\n", "年", "月"],
  );
  const reference = fc.oneof(
    fc.double(),
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
    fc.constantFrom(8.64e15, -8.64e15),
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), reference, (list, time) => {
      const text = list.join(" ");
      for (const mention of timesOf(text, time)) {
        assert.ok(
          Number.isInteger(mention.from) && Number.isInteger(mention.to) && mention.from < mention.to,
        );
        assert.ok(Math.abs(mention.from) <= 8.64e15 && Math.abs(mention.to) <= 8.64e15);
        assert.ok(text.includes(mention.text) && mention.text !== "");
      }
    }),
    { numRuns: 2000 },
  );
  assert.deepEqual(timesOf("yesterday", Number.NaN), []);
  assert.deepEqual(timesOf("yesterday", Number.POSITIVE_INFINITY), []);
});

test("P10: times cost linear time and are bounded in number", () => {
  assert.equal(timesOf("yesterday ".repeat(1_000), wednesday).length, maxMentions);
  for (const unit of [
    "last ",
    "8 ",
    "8-",
    "a ",
    "two weeks ",
    "May ",
    "2023-05-",
    "in 2023-",
    "x",
    "é",
    "the ",
  ]) {
    const started = performance.now();
    timesOf(unit.repeat(1_000_000 / unit.length), wednesday);
    assert.ok(performance.now() - started < 1_000, unit);
  }
});
