import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Datalog } from "./datalog.ts";
import { stemOf } from "./english-words.ts";
import { type Truth, truthOf, truthWhereAllIsKnown } from "./entail.ts";
import { readSimpleEnglish, readStatement, type World } from "./simple-english.ts";
import { formatFact, formatRule } from "./syntax.ts";

function reads(sentence: string, ...rules: string[]): void {
  const { rules: read, unread } = readSimpleEnglish(sentence);
  assert.deepEqual(read.map(formatRule), rules, sentence);
  assert.deepEqual(unread, [], sentence);
}

test("Q13: statements about who has a name", () => {
  reads("Bob is big.", "big(bob).");
  reads("Bob Smith is not big.", '-big("bob smith").');
  reads("Ann isn't tall.", "-tall(ann).");
  reads("The bald eagle chases the cat.", 'chas("bald eagle", cat).');
  reads("The cow does not need Ann.", "-need(cow, ann).");
  reads("Wren is a small impus.", "small(wren).", "impu(wren).");
  reads("Bob is red, kind and not cold.", "red(bob).", "kind(bob).", "-cold(bob).");
  reads("Bob and Ann are red.", "red(bob).", "red(ann).");
  reads("The cat sleeps and the dog is red.", "sleep(cat).", "red(dog).");
  reads("The cat is red and it likes Ann.", "red(cat).", "like(cat, ann).");
  reads("Bob is taller than Ann.", '"taller than"(bob, ann).');
  reads("The cat of the house is red.", 'red("cat of the house").');
  reads("Bob lives in the town.", '"live in"(bob, town).');
});

test("Q13: statements about every one of a kind", () => {
  const rule = "dumpu(X1) :- wumpu(X1).";
  for (const sentence of [
    "Every wumpus is a dumpus.",
    "Wumpuses are dumpuses.",
    "A wumpus is a dumpus.",
    "All wumpuses are dumpuses.",
  ])
    reads(sentence, rule);
  reads("Wumpuses are not red.", "-red(X1) :- wumpu(X1).");
  reads("No cat is a dog.", "-dog(X1) :- cat(X1).");
  reads("Red, cold things are round.", "round(X1) :- red(X1), cold(X1).");
  reads("All big people like Ann.", "like(X1, ann) :- big(X1).");
  reads("Cats and dogs are animals.", "animal(X1) :- cat(X1).", "animal(X2) :- dog(X2).");
  reads("Everyone who is kind and likes Bob is nice.", "nice(X1) :- kind(X1), like(X1, bob).");
  reads("Cats are red and dogs are blue.", "red(X1) :- cat(X1).", "blue(X2) :- dog(X2).");
  reads("Bob likes every cat.", "like(bob, X1) :- cat(X1).");
});

test("Q13: conditions, and whom their pronouns mean", () => {
  reads("If someone is big and they are not red then they are nice.", "nice(X1) :- big(X1), -red(X1).");
  reads(
    "If something visits the mouse and the mouse sees the dog then it is cold.",
    "cold(X1) :- visit(X1, mouse), see(mouse, dog).",
  );
  reads("If the cat is red and cold, then it chases the dog.", "chas(cat, dog) :- red(cat), cold(cat).");
  reads("If Bob is big, Ann is small.", "small(ann) :- big(bob).");
  reads("Ann is small if Bob is big.", "small(ann) :- big(bob).");
  reads("If someone chases a cat then the cat is sad.", "sad(X2) :- cat(X2), chas(X1, X2).");
});

test("Q13: the singular and plural of a noun and the persons of a verb have one stem", () => {
  const pairs =
    "cat cats, wumpus wumpuses, emu emus, taxi taxis, octopus octopuses, mantis mantises, fox foxes, city cities, fly flies, chase chases, see sees, go goes, pass passes, die dies, like likes, bee bees, church churches, house houses, need needs";
  for (const pair of pairs.split(", ")) {
    const [one, other] = pair.split(" ");
    assert.equal(stemOf(one!), stemOf(other!));
  }
  assert.notEqual(stemOf("cat"), stemOf("car"));
});

test("Q13: any name, noun, adjective and verb will do: what follows is the same in whatever words", () => {
  const forms: readonly (readonly [theory: string, statement: string, truth: Truth])[] = [
    ["{N} is {a}. All {a} people are {b}.", "{N} is {b}.", "true"],
    [
      "The {k} is {a}. The {k} {vs} the {l}. If something {vs} the {l} and it is {a} then it is {b}.",
      "The {k} is not {b}.",
      "false",
    ],
    [
      "The {k} does not {v} the {l}. If something is {a} then it {vs} the {l}.",
      "The {k} {vs} the {l}.",
      "false",
    ],
    ["Every {k} is a {l}. {L}s are not {a}. {N} is a {k}.", "{N} is {a}.", "false"],
    ["No {k} is a {l}. {N} is a {k}.", "{N} is a {l}.", "false"],
    ["Everyone who is {a} is {b}. {N} is {b}.", "{N} is {a}.", "unknown"],
    [
      "{N} is {a}. If someone is {a} and they are not {b} then they are {c}. {N} is not {b}.",
      "{N} is {c}.",
      "true",
    ],
    ["Any {a} {k} is {b}. {N} is a {a} {k}.", "{N} is {b}.", "true"],
  ];
  const names = fc.constantFrom("Okonkwo", "Zdenka", "Tarek", "Bao", "Ness");
  const nouns = fc.constantFrom("quokka", "emu", "heron", "mongoose", "taxi", "zorb", "lynxlet", "horse");
  const adjectives = fc.uniqueArray(
    fc.constantFrom("drowsy", "brittle", "famous", "left-handed", "tense", "porous", "less"),
    { minLength: 3, maxLength: 3 },
  );
  const verbs = fc.constantFrom(
    ["admires", "admire"],
    ["watches", "watch"],
    ["carries", "carry"],
    ["teases", "tease"],
    ["misses", "miss"],
  );
  const two = fc.uniqueArray(nouns, { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(
      fc.constantFrom(...forms),
      names,
      two,
      adjectives,
      verbs,
      ([theory, statement, truth], name, [k, l], [a, b, c], [vs, v]) => {
        const words: Record<string, string> = {
          N: name,
          k: k!,
          l: l!,
          L: l![0]!.toUpperCase() + l!.slice(1),
          a: a!,
          b: b!,
          c: c!,
          vs: vs!,
          v: v!,
        };
        const filled = (form: string): string => form.replace(/\{(\w+)\}/g, (_, key: string) => words[key]!);
        const { rules, unread } = readSimpleEnglish(filled(theory));
        assert.deepEqual(unread, []);
        const [fact] = readStatement(filled(statement))!;
        assert.equal(truthOf(new Datalog(rules), fact!), truth, filled(theory));
      },
    ),
  );
});

test("Q14: what is none of the forms is not read, and the rest is", () => {
  const beyond = [
    "Bob is big or red.",
    "Someone is red.",
    "Every cat likes a dog.",
    "Bob chases a cat.",
    "If everyone is red then Bob is sad.",
    "Most cats are red.",
    "Bob may be red.",
    "If Bob is red.",
    "Everything is red.",
    "Bob is not a red cat.",
    "Bob of the house lives.",
    `${"Bob is big and ".repeat(9999)}Bob is red.`,
  ];
  const { rules, unread } = readSimpleEnglish(`Ann is red.\n${beyond.join(" ")} Ann is big.`);
  assert.deepEqual(rules.map(formatRule), ["red(ann).", "big(ann)."]);
  assert.deepEqual(
    unread.map(({ text }) => `${text}.`),
    beyond,
  );
});

test("Q14: each rule stands at the place of its sentence", () => {
  const { rules } = readSimpleEnglish("Bob is big.  Ann is red.\nBob is cold.");
  assert.deepEqual(
    rules.map(({ at }) => at),
    [
      { line: 1, column: 1 },
      { line: 1, column: 14 },
      { line: 2, column: 1 },
    ],
  );
});

function ask(text: string, statement: string, world: World): Truth {
  const engine = new Datalog(readSimpleEnglish(text, world).rules);
  const [fact] = readStatement(statement)!;
  return (world === "open" ? truthOf : truthWhereAllIsKnown)(engine, fact!);
}

test("Q14: not is a known complement in the open world, and absence in the closed one", () => {
  const text =
    "Bob is big. Ann is big. Ann is red. Dan is cold. If someone is big and they are not red then they are nice.";
  assert.equal(ask(text, "Bob is nice.", "open"), "unknown");
  assert.equal(ask(text, "Bob is nice.", "closed"), "true");
  assert.equal(ask(text, "Ann is nice.", "closed"), "false");
  assert.equal(ask(`${text} Bob is not red.`, "Bob is nice.", "open"), "true");
  assert.equal(ask(`${text} Bob is not red.`, "Bob is red.", "open"), "false");
  assert.equal(ask(`${text} Everyone who is not big is sad.`, "Dan is sad.", "closed"), "true");
  assert.equal(ask(`${text} Everyone who is not big is sad.`, "Ann is sad.", "closed"), "false");
});

test("Q13: a question's statement is facts, or nothing", () => {
  assert.deepEqual(readStatement("The cat does not see the dog.")!.map(formatFact), ["-see(cat, dog)"]);
  assert.equal(readStatement("Every cat is red."), undefined);
  assert.equal(readStatement("Bob is red. Bob is big."), undefined);
});

const words =
  "if then and , not every all no a the who is are does do it they someone something everyone Bob cat cats big red chases chase in of . ?";

test("Q14: any text is read to rules that an engine accepts, in either world", () => {
  const text = fc.array(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words.split(" ")) }, fc.string()),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(text, fc.constantFrom<World>("open", "closed"), (parts, world) => {
      const written = parts.join(" ");
      new Datalog(readSimpleEnglish(written, world).rules);
      readStatement(written);
    }),
    { numRuns: 2000 },
  );
});
