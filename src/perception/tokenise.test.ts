import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { maxTokenLength, platformFingerprint, tokenise } from "./tokenise.ts";

const forms = (text: string): string =>
  tokenise(text)
    .map(({ form }) => form)
    .join(" ");
const parts = (text: string): string =>
  tokenise(text)
    .flatMap((word) => word.parts)
    .join(" ");

const cases: readonly (readonly [rule: string, text: string, expected: string])[] = [
  ["P1: words are runs of letters and digits", "Hello, world! 2nd try…", "hello world 2nd try"],
  ["P1: compatibility forms are one form", "ﬁne １０ № ②", "fine 10 no 2"],
  [
    "P1: accents are folded in Latin, Greek and Cyrillic",
    "Café NAÏVE Άλφα ёлка ñandú",
    "cafe naive αλφα елка nandu",
  ],
  ["P1: marks are kept where they are letters", "नमस्ते हिन्दी", "नमस्ते हिन्दी"],
  [
    "P1: case does not depend on the locale",
    "İstanbul TITLE ΣΊΣΥΦΟΣ Straße",
    "istanbul title σισυφοσ strasse",
  ],
  ["P1: emoji are no words", "great 👍🏽 ❤️ 1️⃣ 👩‍👩‍👧 day", "great 1 day"],
  ["P1: right-to-left text", "שלום עולם، مرحبا", "שלום עולם مرحبا"],
  ["P1: lone surrogates and NULs divide words", "a\ud800b\0c\udfffd", "a b c d"],
  ["P1: soft hyphens and joiners do not divide words", "co\u00adoperate می\u200cخواهم", "cooperate میخواهم"],
  [
    "P2: contractions lose their ending",
    "Caroline's we'll I’m they've students'",
    "caroline we i they students",
  ],
  ["P2: n't is not", "don't can't won't isn’t", "not not not not"],
  ["P2: other apostrophes join", "O'Brien rock'n'roll", "obrien rocknroll"],
  ["P2: hyphens divide", "twenty-one e-mail", "twenty one e mail"],
  [
    "P2: numbers",
    "1,000 1,234,567.89 3.5 10:30 1,2,3 v1.2.3 3.5kg.",
    "1000 1234567.89 3.5 10:30 1 2 3 1.2.3 3.5 kg",
  ],
  [
    "P2: identifiers are one word",
    "getUserName get_user_name __init__ HTTPServer",
    "getusername getusername init httpserver",
  ],
  ["P2: paths", "src/perception/time-words.ts", "src perception time words ts"],
];

for (const [rule, text, expected] of cases) test(rule, () => assert.equal(forms(text), expected));

test("P2: identifiers also give their parts, acronyms in the plural do not", () => {
  assert.equal(
    parts("getUserName get_user_id HTTPServer parseURL2"),
    "get user name get user id http server parse url 2",
  );
  assert.equal(parts("PDFs TVs hello World O'Brien"), "brien");
});

test("P3: scripts without spaces are divided by the platform's dictionary", () => {
  const words = forms("我昨天在北京大学 เมื่อวานฉันไปตลาด").split(" ");
  assert.ok(words.includes("昨天") && words.includes("北京") && words.includes("ตลาด"));
  assert.equal(forms("東京 and 大阪"), "東京 and 大阪");
});

test("P3: the platform's fingerprint is stable within a process", () => {
  assert.match(platformFingerprint(), /^[0-9a-f]{8}$/);
  assert.equal(platformFingerprint(), platformFingerprint());
});

test("P1: Intl.Segmenter is not touched by other scripts", (t) => {
  const segment = t.mock.method(Intl.Segmenter.prototype, "segment");
  tokenise("Hello, привет, שלום, नमस्ते, 안녕하세요 세계!");
  assert.equal(segment.mock.callCount(), 0);
  tokenise("東京");
  assert.equal(segment.mock.callCount(), 1);
});

test("P1: a token has at most 64 code points and keeps its beginning", () => {
  const [word] = tokenise("𝒜é".normalize("NFKC").repeat(500_000));
  assert.equal(Array.from(word?.form ?? "").length, maxTokenLength);
  assert.equal(tokenise("x".repeat(1_000_000))[0]?.form, "x".repeat(64));
  assert.equal(tokenise("aB".repeat(500_000)).length, 1);
});

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "grapheme-ascii" }),
);

test("P1: tokenising is total and gives no empty, spaced or upper-case token", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { form, parts: inner } of tokenise(text))
        for (const token of [form, ...inner]) {
          assert.ok(token.length > 0 && Array.from(token).length <= maxTokenLength);
          assert.doesNotMatch(token, /[\s_']/);
          assert.equal(token, token.toLowerCase());
        }
    }),
    { numRuns: 1000 },
  );
});

const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

test("P1: a token is its own only token", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { form, parts: inner } of tokenise(text))
        for (const token of [form, ...inner]) if (!unspaced.test(token)) assert.equal(forms(token), token);
    }),
    { numRuns: 1000 },
  );
  assert.equal(forms("0_'0 a_'b"), "00 ab");
  assert.equal(forms("⒑𑶧"), "10 𑶧");
  assert.equal(parts("a_\u0301b"), "a b");
});

test("P1: canonically equal texts have equal tokens", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      assert.equal(forms(text.normalize("NFD")), forms(text.normalize("NFC")));
    }),
  );
});

test("P10: of a run of combining marks the first 30 count", () => {
  const started = performance.now();
  assert.equal(forms(`a${"\u0301\u0323".repeat(100_000)}b`), "ab");
  assert.equal(forms(`x${"\uff9e\u0323".repeat(100_000)}`).slice(0, 1), "x");
  assert.ok(performance.now() - started < 1_000);
});

test("P3: letters within a script without spaces keep their place", () => {
  assert.equal(forms("我a我bC3.5東京d"), "我 a 我 bc3 5 東京 d");
});

test("P10: a megabyte of anything takes linear time", () => {
  const units = [
    "a",
    "aB",
    "a_",
    "1,",
    "1.",
    "a'",
    "é",
    "a\u0301",
    "👍🏽",
    "\ud800",
    "\0",
    "_",
    "'",
    "שלום ",
    "昨天",
    "我a",
    "ตลาด",
  ];
  for (const unit of units) {
    const text = unit.repeat(1_000_000 / unit.length);
    const started = performance.now();
    tokenise(text);
    assert.ok(performance.now() - started < 3_000, JSON.stringify(unit));
  }
});
