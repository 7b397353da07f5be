import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Percept } from "../model/episode.ts";
import { createRedactor } from "./redact.ts";
import { passesLuhn } from "./secret-rules.ts";

const redactor = createRedactor();
const clean = async (text: string): Promise<string> => (await redactor.redact({ text })).percept.text ?? "";

/** Looks random, is not: no complete secret stands in this file. */
const filler = (length: number): string =>
  "aZ3bY7cX1dW9eV5fU2gT8hS4iR6jQ0kPlOmNnM".repeat(8).slice(0, length);
const join = (...pieces: string[]): string => pieces.join("");
const dashes = "-".repeat(5);
const pem = join(
  dashes,
  "BEGIN RSA PRIVATE KEY",
  dashes,
  "\n",
  `${filler(64)}\n`.repeat(4),
  dashes,
  "END RSA PRIVATE KEY",
  dashes,
);

const secrets: readonly (readonly [rule: string, secret: string])[] = [
  ["aws-access-key-id", join("AK", "IA", "ABCDEFGHIJ234567")],
  ["github", join("gh", "p_", filler(36))],
  ["github", join("github", "_pat_", filler(82))],
  ["api-key", join("s", "k-proj-", filler(48))],
  ["api-key", join("s", "k-ant-api03-", filler(93), "AA")],
  ["slack", join("xo", "xb-123456789012-123456789012-", filler(24))],
  ["slack", join("https://hooks.", "slack.com/services/T0123456/B0123456/", filler(24))],
  ["stripe-key", join("s", "k_live_", filler(24))],
  ["stripe-key", join("wh", "sec_", filler(24))],
  ["google-api-key", join("AI", "za", filler(35))],
  ["google-client-secret", join("GOC", "SPX-", filler(28))],
  ["npm", join("np", "m_", filler(36))],
  ["sendgrid", join("S", "G.", filler(22), ".", filler(43))],
  ["gitlab", join("gl", "pat-", filler(20))],
  ["huggingface", join("h", "f_", "abcdefghij".repeat(4).slice(0, 34))],
  ["jwt", join("ey", "J", filler(20), ".ey", "J", filler(30), ".", filler(30))],
  ["private-key", pem],
  ["payment-card", "4111 1111 1111 1111"],
  ["payment-card", "5555-5555-5555-4444"],
  ["payment-card", "3782 822463 10005"],
  ["payment-card", "6011111111111117"],
  ["payment-card", "4111\u00a01111\u00a01111\u00a01111"],
  ["payment-card", "4111.1111.1111.1111"],
  ["jwt", join("ey", "J", filler(20), ".e30.", filler(30))],
  ["service-token", join("pypi-", "AgEI", filler(60))],
  ["service-token", join("dop", "_v1_", "0123456789abcdef".repeat(4))],
  ...["xai-", "pplx-", "r8_", "sbp_", "ntn_", "nfp_"].map(
    (prefix) => ["service-token", join(prefix, filler(38))] as const,
  ),
  ["age-key", join("AGE-SECRET-", "KEY-1", "QPZRY9X8GF".repeat(6).slice(0, 58))],
  ["mailgun-key", join("key", "-", "0123456789abcdef".repeat(2))],
  ["twilio-key", join("S", "K", "0123456789abcdef".repeat(2))],
  ["telegram-token", join("123456789", ":AA", filler(33))],
  ["discord-webhook", join("https://discord", ".com/api/webhooks/123456789012345678/", filler(68))],
];

test("X1: each kind of secret is replaced whole by the name of its rule", async () => {
  for (const [rule, secret] of secrets) {
    const { percept, redactions } = await redactor.redact({
      text: `Look: ${secret}\nand then ${secret}, fine`,
    });
    assert.equal(percept.text, `Look: [redacted:${rule}]\nand then [redacted:${rule}], fine`);
    assert.deepEqual(redactions, [
      { rule, field: "text" },
      { rule, field: "text" },
    ]);
  }
});

test("X1: values that are assigned to secret names, and passwords in addresses", async () => {
  const secret = "[redacted:assigned-secret]";
  const cases: readonly (readonly [text: string, expected: string])[] = [
    [`PASSWORD=${"sword"}fish x`, `PASSWORD=${secret} x`],
    [`my password is ${"hunter"}2.`, `my password is ${secret}.`],
    [`password: correct-${"horse"}\nnext`, `password: ${secret}\nnext`],
    [`{"api_key": "${filler(12)}"}`, `{"api_key": "${secret}"}`],
    [`{\\"client_secret\\": \\"${filler(12)}\\"}`, `{\\"client_secret\\": \\"${secret}\\"}`],
    [`export FOO_TOKEN=${filler(12)}`, `export FOO_TOKEN=${secret}`],
    [`clientSecret: '${filler(12)}'`, `clientSecret: '${secret}'`],
    [`Authorization: Bearer ${filler(30)}`, "Authorization: Bearer [redacted:bearer-token]"],
    [`https://joe:${"s3cret"}@example.com/x`, "https://joe:[redacted:address-password]@example.com/x"],
    [`postgres://app:${"s3cret"}@db:5432/x`, "postgres://app:[redacted:address-password]@db:5432/x"],
    [`my api key is ${filler(20)}`, `my api key is ${secret}`],
    [`secret key: ${filler(20)}`, `secret key: ${secret}`],
    [`access key = ${filler(20)}`, `access key = ${secret}`],
    [`Name=x;AccountKey=${filler(30)}==;End=y`, `Name=x;AccountKey=${secret};End=y`],
    [`curl -s -u joe:${"s3cret"} https://x.y`, "curl -s -u joe:[redacted:curl-password] https://x.y"],
  ];
  for (const [text, expected] of cases) assert.equal(await clean(text), expected);
  const long = await clean(`token=${filler(38).repeat(40)} end`);
  assert.equal(long, `token=${secret} end`);
});

test("X1: a value goes to its end: its quote, white space, or what divides a list", async () => {
  const secret = "[redacted:assigned-secret]";
  const cases: readonly (readonly [text: string, expected: string])[] = [
    ["PASSWORD='s3cr3t!'", `PASSWORD='${secret}'`],
    ["Password=Passw0rd!;", `Password=${secret};`],
    ["Password=Passw0rd!;Server=db1", `Password=${secret};Server=db1`],
    ["my password is s3cr3t!", `my password is ${secret}`],
    ["password: 'correct horse battery staple'", `password: '${secret}'`],
    ["PASSWORD=p@ss,w0rd;x", `PASSWORD=${secret}`],
    ['{"password":"abc\\"def1"}', `{"password":"${secret}"}`],
    ['{\\"password\\": \\"a\\\\\\"b c1\\"}', `{\\"password\\": \\"${secret}\\"}`],
    ['password="a b c d"', `password="${secret}"`],
    ['password="never closed1', `password="${secret} closed1`],
    ["mysql://root:p@ss@host", "mysql://root:[redacted:address-password]@host"],
    ["postgres://u:pa/ss1@h", "postgres://u:[redacted:address-password]@h"],
  ];
  for (const [text, expected] of cases) assert.equal(await clean(text), expected);
  const { percept } = await redactor.redact({ metadata: { password: "a b c d" } });
  assert.deepEqual(percept.metadata, { password: secret });
});

test("X1: a key without its end is cut with what follows it", async () => {
  const header = join(dashes, "BEGIN PRIVATE KEY", dashes);
  assert.equal(
    await clean(`${header}\n${filler(64)}\n${filler(64)} and more`),
    "[redacted:private-key] and more",
  );
  assert.equal(await clean(`it starts with ${header}, you know`), `it starts with ${header}, you know`);
});

const harmless: readonly string[] = [
  "Call +1 415 555 2671, 0049 170 1234567 or 555-0100.",
  "2023-05-08T10:30:00.123Z 20230508103000123 1683541800000 1683541800000000000",
  "4111 1111 1111 1112 fails its check digit; order 1234567890123456; barcode 4006381333931",
  "550e8400-e29b-41d4-a716-446655440000 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "The password: it was on the table. The secret is that she loves him. My password is safe.",
  "const token = getToken(); password = process.env.DB_PASSWORD; token: string; a = config.secret;",
  "connect(password=password) User(username=name, password=hashed_password) f(secret=value)",
  '{"max_tokens": 100, "token": "the", "tokens": ["a", "b"]} tokenizer = "wordpiece"',
  "sk-fading-circle-container-big SG.Users.Name xoxb-a-b bearer of good news everywhere",
  "https://example.com/a/long/path/to/some/page?with=query&and=more#fragment",
  "internationalization_of_antidisestablishmentarianism",
  "PWD=/home/ana/project2 OLDPWD=/srv/src1 pwd: ~/src1",
  "nextToken: abc12345page&pageToken=CoAQAA12",
  "password=getpass() password=input() password=await ask1() token: Identifier2",
  "grep -r password= src1/",
  "npm://react:18@latest http://localhost:3000/@scope/pkg docker://nginx:1.25.3@sha256",
  "the bearer token-based-authentication-v2",
  '{"password": "The password needs 8 letters", "a": "http://x:80", "b": "joe@example.com"}',
];

test("X4: ordinary text, numbers, code and addresses stay as they are", async () => {
  for (const text of harmless) assert.equal(await clean(text), text);
});

test("X4: what holds no secret comes back as the same object", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.lorem({ mode: "sentences" }), fc.string({ unit: "grapheme" })),
      async (text) => {
        const percept: Percept = { text, title: text, metadata: { note: text, list: [text, 1, null] } };
        const result = await redactor.redact(percept);
        assert.equal(result.percept, percept);
        assert.deepEqual(result.redactions, []);
      },
    ),
    { numRuns: 200 },
  );
});

test("X2, X5: the report names rule and field, never the secret; ids, speakers, sessions and keys are left", async () => {
  const secret = join("gh", "p_", filler(36));
  const percept: Percept = {
    id: `id ${secret}`,
    speaker: secret,
    session: secret,
    text: secret,
    title: `t ${secret}`,
    caption: `c ${secret}`,
    content: [
      { type: "text", text: secret },
      { type: "structured", data: { a: [{ [secret]: secret }], n: 1, password: "abcd" }, text: secret },
      { type: "blob", uri: `https://x.y/${secret}`, text: secret },
    ],
    metadata: { token: filler(12), inner: { note: secret } },
  };
  const { percept: redacted, redactions } = await redactor.redact(percept);
  assert.ok(!JSON.stringify(redactions).includes(secret.slice(0, 12)));
  assert.deepEqual(
    redactions.map(({ rule, field }) => [rule, field]),
    [
      ["github", "text"],
      ["github", "content[0]"],
      ["github", "content[1].a[0].…"],
      ["assigned-secret", "content[1].password"],
      ["github", "content[1]"],
      ["github", "content[2]"],
      ["github", "content[2]"],
      ["github", "title"],
      ["github", "caption"],
      ["assigned-secret", "metadata.token"],
      ["github", "metadata.inner.note"],
    ],
  );
  assert.deepEqual(
    [redacted.id, redacted.speaker, redacted.session],
    [percept.id, percept.speaker, percept.session],
  );
  assert.deepEqual(redacted.metadata, {
    token: "[redacted:assigned-secret]",
    inner: { note: "[redacted:github]" },
  });
  assert.deepEqual(Object.keys(redacted).sort(), Object.keys(percept).sort());
});

test("X3: what is redacted is not changed again", async () => {
  const piece = fc.constantFrom(
    ...secrets.map(([, secret]) => secret),
    ...harmless,
    " ",
    "\n",
    ",",
    "=",
    "password",
    ": ",
    "x",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const once = await redactor.redact({ text: pieces.join("") });
      const twice = await redactor.redact(once.percept);
      assert.deepEqual(twice, { percept: once.percept, redactions: [] });
    }),
    { numRuns: 300 },
  );
});

test("X7: a text cannot have its own secrets let through", async () => {
  const secret = join("gh", "p_", filler(36));
  for (const comment of ["secretlint-disable", "<!-- secretlint-disable -->", "// secretlint-disable-line"])
    assert.equal(await clean(`${comment}\n${secret} ${comment}`), `${comment}\n[redacted:github] ${comment}`);
});

test("X6: secrets are found anywhere in a huge text, also where its windows meet", async () => {
  const secret = join("gh", "p_", filler(36));
  const edges = [61_440, 65_536, 122_880, 126_976, 131_072, 300_000];
  for (const at of edges.flatMap((edge) => [edge - 40, edge - 39, edge - 20, edge - 1, edge])) {
    const text = `${"y ".repeat(150_100).slice(0, at)} ${secret} end`;
    const { redactions } = await redactor.redact({ text });
    assert.deepEqual(redactions, [{ rule: "github", field: "text" }], String(at));
  }
});

test("X6: a megabyte of anything takes linear time", async () => {
  const key = join(dashes, "BEGIN PRIVATE KEY", dashes);
  const units = [
    "a",
    "_",
    "4",
    "4 ",
    "4-",
    " ",
    "\n",
    "://a:",
    "https://",
    "https://a:b",
    "postgres://",
    "password=",
    "token:",
  ];
  const more = [
    "token: ",
    "secret is ",
    "bearer ",
    "xoxb-",
    'password="',
    "password='a,",
    "password=a,",
    "curl ",
    "curl -u a:",
    "curl -u ",
    "4.",
    "sk-",
    "eyJ",
    `eyJ${filler(12)}.`,
    "SG.aaaa.",
    key,
    `${key}\n${filler(150)}\n`,
  ];
  for (const unit of [...units, ...more, filler(190), `password${" ".repeat(99)}`]) {
    const started = performance.now();
    await redactor.redact({ text: unit.repeat(1_000_000 / unit.length) });
    assert.ok(performance.now() - started < 4_000, unit.slice(0, 20));
  }
});

test("X1: the check digit is ISO/IEC 7812's", () => {
  // The worked example of annex B: 7992739871 has the check digit 3.
  for (let digit = 0; digit < 10; digit++) assert.equal(passesLuhn(`7992739871${digit}`), digit === 3);
});
