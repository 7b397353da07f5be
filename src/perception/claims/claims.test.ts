import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import {
  type ClaimDraft,
  claimDraftSchema,
  longestClaimText,
  maxClaims,
  subjectKey,
} from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import { claimsIn } from "./claims.ts";

/** A Wednesday. */
const said = Date.parse("2023-05-10T14:00:00Z") as Millis;
const claims = (text: string, role?: string): readonly ClaimDraft[] =>
  claimsIn(text, { speaker: "Ana", ...(role !== undefined && { role }), time: said });

const day = (time: number | null): string =>
  time === null ? "?" : time === said ? "said" : new Date(time).toISOString().slice(0, 10);

/** `ana | live in | Rome`, with ` -` where denied, the modality where it is no fact, and the object's measure. */
function written(draft: ClaimDraft): string {
  const { subject, relation, object, modality, polarity } = draft;
  const measure =
    object.type === "quantity"
      ? ` = ${object.value} ${object.unit} ${object.of}`.replace(/ +/g, " ").trimEnd()
      : "";
  const mood = modality === "fact" ? "" : ` (${modality})`;
  return `${subjectKey(subject)} | ${relation.name} | ${object.text}${measure}${polarity === "denied" ? " -" : ""}${mood}`;
}

const read = (text: string, role?: string): string => claims(text, role).map(written).join("; ");
const when = (text: string): string =>
  claims(text)
    .map(({ valid }) => `${day(valid.from)}..${day(valid.to)} ${valid.precision}`)
    .join("; ");
const many = (text: string): string =>
  claims(text)
    .map(({ relation }) => relation.cardinality)
    .join(" ");

/** Read by hand. */
const cases: Readonly<Record<string, readonly (readonly [text: string, expected: string])[]>> = {
  "A1: main clauses of the one who speaks": [
    ["I moved to Porto in March.", "ana | move to | Porto"],
    ["Last week we signed up for a pottery class.", "ana | sign up for | a pottery class"],
    [
      "I bought a lamp and painted the kitchen.",
      "ana | buy | a lamp; ana | have | a lamp; ana | paint | the kitchen",
    ],
    ["I bought apples, pears and plums at the market.", "ana | buy | apples, pears and plums at the market"],
    ["Just got back from a trip to Rome!", "ana | get back from | a trip to Rome"],
    ["I gave my sister a book.", "ana | give | a book"],
    ["I like people who read.", "ana | like | people who read"],
    ['I finished "A Room of One\'s Own" yesterday.', 'ana | finish | "A Room of One\'s Own"'],
    ["I've been learning Dutch.", "ana | learn | Dutch"],
    ["I went to visit my aunt.", "ana | go to visit | my aunt"],
    ["I work as a nurse.", "ana | work as | a nurse"],
  ],
  "A2: attributes": [
    ["My sister is a nurse.", "ana/sister | be | a nurse"],
    ["My partner David loves hiking.", "ana/partner | be | David; david | love | hiking"],
    ["Tom's birthday is May 5.", "tom/birthday | be | May 5"],
    ["My rent went up to $1,200.", "ana/rent | be | $1,200 = 1200 USD"],
    ["I raised my budget to $30,000.", "ana/budget | be | $30,000 = 30000 USD"],
    ["I'm 34 years old.", "ana | age | 34 years old = 34 year"],
    ["My goal is to write a novel.", "ana/goal | be | write a novel"],
    ["I'm allergic to peanuts.", "ana | be allergic to | peanuts"],
  ],
  "A3: what a name is": [
    ["Marie Curie was born in Warsaw.", "marie curie | be born in | Warsaw"],
    ["Ada Lovelace (1815-1852) was an English writer.", "ada lovelace | be | an English writer"],
    ["Lisbon is the capital of Portugal.", "lisbon | be | the capital of Portugal"],
    ["Carrot sticks with hummus", ""],
    ["Consistency is key.", ""],
  ],
  "A4: quantities have a value, a unit, and what is counted": [
    ["I have three cats.", "ana | have | three cats = 3 cat"],
    ["I earn about $85,000 annually.", "ana | earn | $85,000 = 85000 USD/year"],
    ["I write 500 words a day.", "ana | write | 500 words a day = 500 /day word"],
    ["I finished 15 of 20 lessons.", "ana | finish | 15 of 20 lessons = 15 lesson"],
    ["I took a 5-day trip.", "ana | take | a 5-day trip = 5 day trip"],
    ["I lost two kilos.", "ana | lose | two kilos = 2 kg"],
    ["I use Python 3.10.", "ana | use | Python 3.10"],
    ["I spent $2k on a couple of chairs.", "ana | spend | $2k on a couple of chairs = 2000 USD"],
  ],
  "A5: polarity": [
    ["I don't eat meat anymore.", "ana | eat | meat -"],
    ["I don't eat meat any more.", "ana | eat | meat -"],
    ["I don't live in Porto any more, but I visit.", "ana | live in | Porto -"],
    ["I've never been to Spain.", "ana | be to | Spain -"],
    ["I no longer work at Google.", "ana | work at | Google -"],
    ["I have no siblings.", "ana | have | siblings -"],
    ["I can't eat gluten.", "ana | can eat | gluten -"],
    ["I'm not only a nurse.", ""],
  ],
  "A6: modality": [
    ["I'll buy a bike.", "ana | buy | a bike (plan)"],
    ["I'm going to paint the fence.", "ana | paint | the fence (plan)"],
    ["We're planning to visit Oslo.", "ana | visit | Oslo (plan)"],
    ["I'm moving to Oslo next week.", "ana | move to | Oslo (plan)"],
    ["I'm painting the fence.", "ana | paint | the fence"],
    ["I want to learn Dutch.", "ana | learn | Dutch (wish)"],
    ["I'd love to see Japan.", "ana | see | Japan (wish)"],
    ["I might sell my car.", "ana | sell | my car (hypothetical)"],
    ["I'm thinking about changing jobs.", "ana | change | jobs (hypothetical)"],
    ["My sister said she moved to Berlin.", "ana/sister | move to | Berlin (reported)"],
    ["My doctor told me that I have diabetes.", "ana | have | diabetes (reported)"],
    ["If I win, I will buy a car.", ""],
    ["I would buy a car.", ""],
    ["I rarely eat meat. I barely passed the exam.", ""],
    ["Maybe I'll buy a bike.", ""],
  ],
  "A7: what claims nothing": [
    ["Do you have a dog? Did I tell you?", ""],
    ["What do I need? Should I buy a car?", ""],
    ["I think you are right. I hope it works. I know he left.", ""],
    ["You have a car. He lives in Rome. It is a dog.", ""],
    ["I love it! I keep that in mind. I need help with them.", ""],
    ['She asked "I have a question for my dog" twice.', ""],
    ["I want my kids to learn Dutch.", ""],
    ["```\nI have a dog\n```\n# I have a cat\n| I have a bird |", ""],
    ["I'm sure that helps. I'm glad you came.", ""],
    ["I'm here for you. I made sure to call.", ""],
  ],
  "A16: a change tells the state that it leaves": [
    ["I settled in Porto.", "ana | settle in | Porto; ana | live in | Porto"],
    ["I'm back in Porto for good.", "ana | be back in | Porto; ana | live in | Porto"],
    ["I'm back in Porto.", "ana | be back in | Porto"],
    ["I gave up my flat in Porto.", "ana | give up | my flat in Porto; ana | live in | Porto -"],
    ["My home is Porto.", "ana/home | be | Porto; ana | live in | Porto"],
    ["I started a new job at Acme.", "ana | start | a new job at Acme; ana | work at | Acme"],
    ["I was laid off from Acme.", "ana | be laid off from | Acme; ana | work at | Acme -"],
    ["I handed in my notice at Acme.", "ana | hand in | my notice at Acme; ana | work at | Acme -"],
    ["I quit Acme and joined Globex.", "ana | quit | Acme; ana | work at | Acme -; ana | join | Globex"],
    ["I'm starting at Acme on 1 June.", "ana | start at | Acme (plan); ana | work at | Acme (plan)"],
    ["I sold my car to Tom.", "ana | sell | my car to Tom; ana | have | my car -"],
    ["I got rid of my car.", "ana | get rid of | my car; ana | have | my car -"],
    ["My bike was stolen.", "ana/bike | be | stolen; ana | have | My bike -"],
    ["I gave my bike to Tom.", "ana | give | my bike to Tom; ana | have | my bike -"],
    ["I gave my best to Tom.", "ana | give | my best to Tom"],
    [
      "I traded my bike for a car.",
      "ana | trade | my bike for a car; ana | have | my bike -; ana | have | a car",
    ],
    ["I've gone off coffee.", "ana | go off | coffee; ana | like | coffee -"],
    ["I've stopped eating meat.", "ana | stop | eating meat; ana | eat | meat -"],
    ["I've started using Slack.", "ana | start | using Slack; ana | use | Slack"],
    ["I moved my piano to Porto.", "ana | move | my piano to Porto; ana/piano | be in | Porto"],
    ["I switched from coffee to tea.", "ana | switch from | coffee; ana | switch to | tea"],
    ["I changed my name to Anna.", "ana/name | be | Anna"],
    // What is wished, supposed, denied or over leaves nothing.
    ["I want to sell my car.", "ana | sell | my car (wish)"],
    ["I might quit Acme.", "ana | quit | Acme (hypothetical)"],
    ["I didn't sell my car.", "ana | sell | my car -"],
    ["I was into jazz.", "ana | be into | jazz"],
    ["I'll sell my car.", "ana | sell | my car (plan)"],
    ["I sell my paintings.", "ana | sell | my paintings"],
  ],
  "A17: what a clause about a name tells of one who speaks": [
    ["Acme hired me in March.", "ana | work at | Acme"],
    ["Acme has let me go.", "ana | work at | Acme -"],
    ["Acme hired my sister.", "ana/sister | work at | Acme"],
    ["Porto is home now.", "ana | live in | Porto"],
    ["Porto isn't home anymore.", "ana | live in | Porto -"],
    ["Porto is home to many students.", "porto | be home to | many students"],
    ["Acme is where I work.", "ana | work at | Acme"],
    ["Is Porto home now?", ""],
    ["Rain makes me sad.", ""],
  ],
  "A18: third persons": [
    ["Maria lives in Rome.", "maria | live in | Rome"],
    ["My sister works at Acme.", "ana/sister | work at | Acme"],
    ["My sister Rita moved to Porto.", "ana/sister | be | Rita; rita | move to | Porto"],
    ["My parents live in Rome.", "ana/parents | live in | Rome"],
    ["My husband's a doctor.", "ana/husband | be | a doctor"],
    ["My wife's been working at Acme.", "ana/wife | work at | Acme"],
    [
      "My brother lives in Ghent and works at Acme.",
      "ana/brother | live in | Ghent; ana/brother | work at | Acme",
    ],
    ["My friend Leo's moved to Ghent.", "ana/friend | be | Leo; leo | move to | Ghent"],
    ["Ana's book was great.", "ana/book | be | great"],
    ["Tom's birthday party!", ""],
    ["I gave Tom my bike.", "ana | give | my bike"],
  ],
  "A19: peoples and creeds are no names": [
    ["I'm Portuguese.", "ana | be | Portuguese"],
    ["I'm Bob.", "ana | be | Bob"],
  ],
  "A8: what is told before a question is told": [
    ["I have two dogs, can you help me?", "ana | have | two dogs = 2 dog"],
    ["I'm 60, will that be a problem?", "ana | age | 60 = 60"],
    ["I need a permit?", ""],
  ],
};

for (const [rule, list] of Object.entries(cases))
  test(rule, () => {
    for (const [text, expected] of list) assert.equal(read(text), expected, text);
  });

test("A6: standing instructions are those of a user", () => {
  const text = "Always give dates as day and month when I ask about deadlines.";
  assert.equal(read(text, "user"), "ana | instruct | give dates as day and month when I ask about deadlines");
  assert.equal(
    read("Please never use jargon in answers.", "user"),
    "ana | instruct | use jargon in answers -",
  );
  assert.equal(
    read("Whenever I ask about food, give the calories.", "user"),
    "ana | instruct | Whenever I ask about food, give the calories",
  );
  assert.equal(read("I want you to always answer in Dutch.", "user"), "ana | instruct | answer in Dutch");
  assert.equal(read("Never have I seen such a thing.", "user"), "");
  assert.equal(read("Please use metric units.", "user"), "ana | instruct | use metric units");
  assert.equal(read("Please help me with my taxes. Please use this file, can you?", "user"), "");
  assert.equal(read(text), "");
  assert.equal(read("Never give up!", "user"), "");
});

test("A15: a preference that a question or a deeper clause takes for granted is one; one asked or supposed is not", () => {
  const preferred = (text: string, role?: string): string =>
    claims(text, role)
      .filter(({ relation }) => relation.name === "prefer")
      .map(({ object }) => object.text)
      .join("; ");
  const cases: readonly (readonly [text: string, expected: string])[] = [
    ["How can I do this, given my preference for fresh ingredients?", "fresh ingredients"],
    ["What suits me, considering I prefer tea over coffee?", "tea over coffee"],
    ["I've set a preference for trains due to the views.", "trains"],
    [
      "How does it affect my preference for e-signatures for will updates, Ana?",
      "e-signatures for will updates",
    ],
    [
      "I prefer baking bread at home to control the salt, can you help?",
      "baking bread at home to control the salt",
    ],
    ["I prefer tea.", "tea"],
    ["Do I prefer tea?", ""],
    ["Tell me if I prefer tea.", ""],
    ["Why would I choose it, when I prefer it?", ""],
    ["Save the user's preference for dark mode.", ""],
  ];
  for (const [text, expected] of cases) assert.equal(preferred(text, "user"), expected, text);
  assert.equal(preferred("Given my preference for brevity, no.", "assistant"), "");
  assert.deepEqual(
    claims("Given my preference for trains, I moved to Porto.").map(({ relation }) => relation.name),
    ["prefer", "move to"],
  );
});

test("A7: a machine's I is nobody's; what it says of a name is told", () => {
  assert.equal(
    read("I have three cats. My sister is a nurse. Lisbon is a city.", "assistant"),
    "lisbon | be | a city",
  );
  assert.equal(read("- Lisbon is a city.", "assistant"), "");
  assert.deepEqual(claimsIn("I have a dog. Lisbon is a city.", { time: said }).map(written), [
    "lisbon | be | a city",
  ]);
  assert.deepEqual(claimsIn("I have a dog.", { role: "user", time: said }).map(written), [
    "user | have | a dog",
  ]);
});

test("A9: valid time", () => {
  const times: readonly (readonly [string, string])[] = [
    ["I moved to Porto in March.", "2023-03-01..2023-04-01 month"],
    ["Two weekends ago I sold my car.", "2023-04-29..2023-05-01 span; 2023-04-29..? span"],
    ["Last Tues I sold my car.", "2023-05-09..2023-05-10 day; 2023-05-09..? day"],
    ["I sold my car.", "?..said said; said..? said"],
    ["I own a car.", "said..? said"],
    ["I'll buy a car.", "said..? said"],
    ["I've been painting walls for four months.", "2023-01-01..? month"],
    ["I've lived in Rome for ten years.", "2013-01-01..? year"],
    ["I've worked at Acme since 2019.", "2019-01-01..? year"],
    ["I've kept a diary since December.", "2022-12-01..? month"],
    ["I took a course from May 1 to May 5.", "2023-05-01..2023-05-06 span"],
    ["I need the papers by May 20.", "?..2023-05-21 day"],
    ["I used to live in Rome.", "?..said said"],
    ["I graduated last week.", "2023-05-01..2023-05-08 week"],
    ["I have a June deadline.", "said..? said"],
    ["I ran a race on Monday and I bought shoes.", "2023-05-08..2023-05-09 day; ?..said said"],
  ];
  for (const [text, expected] of times) assert.equal(when(text), expected, text);
});

test("A16: a state holds from the change on, a value from when it was changed", () => {
  const times: readonly (readonly [string, string])[] = [
    ["I quit Acme last week.", "2023-05-01..2023-05-08 week; 2023-05-01..? week"],
    ["I start at Acme on 3 June.", "2023-06-03..2023-06-04 day; 2023-06-03..? day"],
    ["My rent went up to $1,200 in April.", "2023-04-01..? month"],
    ["I raised my budget to $500.", "said..? said"],
    ["I'm going to a conference this month.", "2023-05-01..2023-06-01 month"],
  ];
  for (const [text, expected] of times) assert.equal(when(text), expected, text);
  assert.deepEqual(
    claims("I'm Portuguese. I'm Bob.").map(({ object }) => object.type),
    ["text", "concept"],
  );
});

test("A10: cardinality", () => {
  assert.equal(
    many("I live in Rome. I like tea. I bought a lamp. My budget is $500. I'm 34."),
    "single multiple event multiple single single",
  );
  assert.equal(
    many("My sister is a nurse. My favourite book is Emma. I work at Acme."),
    "multiple single single",
  );
});

test("A11: a claim points at its words", () => {
  const text = "Well, hello!\nLast week I sold my old car to Tom, which was sad. I live in Rome.";
  assert.deepEqual(
    claims(text).map(({ span }) => text.slice(span.start, span.end)),
    ["Last week I sold my old car to Tom", "Last week I sold my old car to Tom", "I live in Rome"],
  );
});

const words = fc.constantFrom(
  ..."I i we my our sister Ana Ana's is am 'm was have had 've will don't never no longer not to go going live in Rome at".split(
    " ",
  ),
  ...'and but , . ? ! " “ ” ( ) - — ; : like love want bought sold been for four months since last week May 5 2023 $5 5% 3 km'.split(
    " ",
  ),
  ..."always please when ask that who if because a the three cats good kind of used can't I've gonna ```\n \n - \n \ud800 \0 é 日本".split(
    " ",
  ),
);

test("A12: any text gives drafts that conform, in order, within the text, always the same", () => {
  const texts = fc.oneof(
    fc.array(words, { maxLength: 40 }).map((list) => list.join(" ")),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom("user", "assistant", ""), (text, role) => {
      const drafts = claims(text, role === "" ? undefined : role);
      assert.deepEqual(claims(text, role === "" ? undefined : role), drafts);
      for (const draft of drafts) {
        assert.ok(draft.span.end <= text.length && draft.span.start < draft.span.end);
        assert.ok(claimDraftSchema.safeParse(draft).success, JSON.stringify(draft));
      }
    }),
    { numRuns: 1_000 },
  );
});

test("A12: no more than the first 32,768 units are read, and no sentence in part", () => {
  const before = "x ".repeat(16_000);
  assert.equal(claims(`${before}. I live in Rome.`).length, 1);
  assert.deepEqual(claims(`${before}. I live in Rome, ${"and ".repeat(200)}.`), []);
  assert.deepEqual(claims(`${"x ".repeat(20_000)}. I live in Rome.`), []);
});

test("A12: claims cost linear time and are bounded", () => {
  assert.equal(claims("I have a dog. ".repeat(1_000)).length, maxClaims);
  // In sentences that are read, and as one that is too long.
  for (const unit of [
    "I have a ",
    "my ",
    "Ana ",
    "and ",
    "I ",
    '" ',
    ", ",
    "I have apples, ",
    "'s ",
    "of ",
    "I bought a a ",
    "to ",
    "cat's ",
    "!",
    '!")',
  ])
    for (const length of [900, 200_000]) {
      const sentence = `My ${unit.repeat(length / unit.length)}is.\n`;
      const started = performance.now();
      claims(sentence.repeat(200_000 / length));
      assert.ok(performance.now() - started < 1_500, `${unit} ${length}`);
    }
  assert.ok(
    claims(`I have a ${"very ".repeat(300)}dog.`).every(
      ({ object }) => object.text.length <= longestClaimText,
    ),
  );
});
