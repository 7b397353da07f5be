/** A secret's place in a text, half-open, in UTF-16 units. */
export interface Finding {
  readonly rule: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Kinds of secret that secretlint's preset has no rule for, or only a narrower one. Every pattern is
 * bounded or consumes what it scans, so that a scan is linear.
 */
const patterns: readonly {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly needs?: readonly RegExp[];
}[] = [
  { rule: "aws-access-key-id", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{16}\b/g },
  {
    rule: "api-key",
    pattern: /(?<![A-Za-z0-9_-])(?:sk|rk|pk)-[A-Za-z0-9_-]{20,}/g,
    needs: [/\d/, /[A-Za-z0-9]{16}/],
  },
  { rule: "stripe-key", pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,}/g },
  { rule: "google-api-key", pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { rule: "google-client-secret", pattern: /(?<![A-Za-z0-9_-])GOCSPX-[A-Za-z0-9_-]{28}/g },
  { rule: "google-access-token", pattern: /(?<![A-Za-z0-9_.-])ya29\.[A-Za-z0-9_-]{20,}/g },
  {
    rule: "jwt",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{2,}(?:\.[A-Za-z0-9_-]*){1,3}/g,
  },
  {
    rule: "bearer-token",
    pattern: /(?<=\b(?:bearer|authorization: ?(?:basic|token)) {1,4})[A-Za-z0-9._~+/-]{16,}={0,2}/gi,
    needs: [/\d/, /[A-Za-z0-9]{16}|\d.*\d/],
  },
  {
    rule: "service-token",
    pattern: /(?<![A-Za-z0-9_-])(?:pypi-AgEI|do[opr]_v1_|xai-|pplx-|r8_|sbp_|ntn_|nfp_)[A-Za-z0-9_-]{20,}/g,
    needs: [/\d/, /[A-Za-z0-9]{16}/],
  },
  { rule: "age-key", pattern: /AGE-SECRET-KEY-1[A-Z0-9]{58}/g },
  { rule: "mailgun-key", pattern: /(?<![A-Za-z0-9_-])key-[0-9a-f]{32}(?![A-Za-z0-9_-])/g },
  { rule: "twilio-key", pattern: /(?<![A-Za-z0-9_-])SK[0-9a-f]{32}(?![A-Za-z0-9_-])/g },
  { rule: "telegram-token", pattern: /(?<![A-Za-z0-9_-])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  {
    rule: "discord-webhook",
    pattern:
      /https:\/\/(?:\w{1,16}\.)?discord(?:app)?\.com\/api\/(?:v\d+\/)?webhooks\/\d{1,20}\/[A-Za-z0-9_-]{60,}/g,
  },
  {
    rule: "curl-password",
    pattern: /(?<=\bcurl\b[^\n|;]{0,256}?\s(?:-u|--user)[\s=]{0,2}["']?[^\s:"']{1,128}:)[^\s"']{2,256}/g,
    needs: [/^[^$<{]/],
  },
];

export function ownFindings(text: string): Finding[] {
  const findings: Finding[] = [];
  for (const { rule, pattern, needs = [] } of patterns)
    for (const match of text.matchAll(pattern))
      if (needs.every((need) => need.test(match[0])))
        findings.push({ rule, from: match.index, to: match.index + match[0].length });
  addAddressPasswords(text, findings);
  addPrivateKeys(text, findings);
  addAssignments(text, findings);
  addCards(text, findings);
  return findings;
}

/** Up to the last @ of the authority; or, with a slash in the password, up to the first @ behind it. */
const address =
  /:\/\/[^\s:@/[]{0,128}:(?:([^\s/"<>`]{1,256})@|(?!\d{1,5}\/)((?:(?!:\/\/)[^\s@"<>`]){1,256})@)/g;
/** `npm://react:18@latest`, `docker://nginx:1.25@sha256`. */
const versionNumber = /^v?\d{1,3}(?:\.\d{1,9}){0,4}$/;

/** `https://user:password@host`, `postgres://…`, any scheme: the password alone. */
function addAddressPasswords(text: string, findings: Finding[]): void {
  for (const match of text.matchAll(address)) {
    const value = match[1] ?? match[2] ?? "";
    const to = match.index + match[0].length - 1;
    if (!placeholder.test(value) && !wholeName.test(value) && !versionNumber.test(value))
      findings.push({ rule: "address-password", from: to - value.length, to });
  }
}

const armour = /-----(BEGIN|END) (?:[A-Z0-9]{1,16} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const looseBody = /(?:(?:\s|\\[nr]){0,4}[A-Za-z0-9+/=]{24,})+/y;

/** From BEGIN to END; without an END, the base64 that follows. A header that nothing follows is no secret. */
function addPrivateKeys(text: string, findings: Finding[]): void {
  let begin: RegExpExecArray | null = null;
  for (const match of text.matchAll(armour)) {
    if (begin !== null) {
      if (match[1] === "END") add(begin.index, match.index + match[0].length);
      else addLoose(begin);
    }
    begin = match[1] === "BEGIN" ? match : null;
  }
  if (begin !== null) addLoose(begin);

  function add(from: number, to: number): void {
    findings.push({ rule: "private-key", from, to });
  }
  function addLoose(header: RegExpExecArray): void {
    looseBody.lastIndex = header.index + header[0].length;
    if (looseBody.test(text)) add(header.index, looseBody.lastIndex);
  }
}

const secretName = `(?:pass(?:word|wd|phrase|code)|pwd|secret|(?<!(?:next|page|continuation)[ _-]?)token|api[ _-]?key|(?:access|account|auth|private|secret|encryption|signing)[ _-]?key|credentials?)`;
/** Unquoted, a value runs on over `,` and `;` that neither space nor another `name=` follows. */
const bare = String.raw`[^\s"'\x60,;<>[\]{}()\\]`;
const onward = String.raw`[,;](?![\w .-]{0,32}[=:])(?=${bare})`;
const assignment = new RegExp(
  String.raw`(?<name>${secretName})(?:[_-](?:key|token|id))?(?<close>\\?["'\x60])?(?<to>\s{0,4}(?::=|=>|[:=])\s{0,4}|\s{1,4}is:?\s{1,4})(?:(?<quote>\\?["'\x60])|(?=${bare}))`,
  "gi",
);
/** A value is judged by so much of it, in UTF-16 units: then one that is refused costs no more. */
const maxJudged = 512;
const bareValue = new RegExp(`${bare}(?:${bare}|${onward}){0,${maxJudged - 1}}`, "y");
const restOfValue = new RegExp(`(?:${bare}|${onward})*`, "y");
/** Up to the closing quote on the line; within quotes that are escaped themselves, escapes are doubled. */
const quotedValues: Readonly<Record<string, RegExp>> = {
  '"': /(?:[^"\\\n]|\\.){0,511}(?=")/y,
  "'": /(?:[^'\\\n]|\\.){0,511}(?=')/y,
  "`": /(?:[^`\\\n]|\\.){0,511}(?=`)/y,
  '\\"': /(?:[^"\\\n]|\\\\\\?.){0,511}(?=\\")/y,
  "\\'": /(?:[^'\\\n]|\\\\\\?.){0,511}(?=\\')/y,
  "\\`": /(?:[^`\\\n]|\\\\\\?.){0,511}(?=\\`)/y,
};
/** `password=new_password`, `password=hashed)`, `password=input(`: the name of a value, in a call. */
const passedName = new RegExp(`^[\\w$.]*${secretName}s?\\d?$`, "i");
const isArgument = /^[A-Za-z_$]+[,)]|^[A-Za-z_$][\w$.]*\($/;
/** `token: Identifier2`: a type. */
const typeName = /^(?:[A-Z][a-z]+)+\d{0,2}$/;
const lineEnd = /^[^\S\n]*(?:\n|$)/;

/** `password = …`, `"api_key": "…"`, `TOKEN=…`, `my password is …`, where the value looks like a secret. */
function addAssignments(text: string, findings: Finding[]): void {
  assignment.lastIndex = 0;
  for (let match = assignment.exec(text); match !== null; match = assignment.exec(text)) {
    const { name = "", close, to = "", quote } = match.groups ?? {};
    const from = assignment.lastIndex;
    const quoted = quote === undefined ? null : valueAt(quotedValues[quote]);
    if (quoted !== null && quoted.length >= 4 && isQuotedSecret(name, quoted)) {
      add(quoted.length);
      continue;
    }
    const value = valueAt(bareValue) ?? "";
    const joined = to === "=" && !/^["'`\\]/.test(close ?? "");
    const written = joined ? value : value.replace(/[.!?:]+$/, "");
    const end = from + value.length;
    const closesLine = /:\s*$/.test(to) && value.length > 5 && lineEnd.test(text.slice(end, end + 4));
    const certain = quote !== undefined || joined || closesLine;
    const isCode =
      quote === undefined &&
      (passedName.test(written) ||
        isArgument.test(text.slice(from, end + 1)) ||
        (to.includes(":") && !password.test(name) && typeName.test(written)));
    // Where it is none, the value may itself begin an assignment: "secret: token=…".
    if (!isCode && looksSecret(name, written, certain))
      add(value.endsWith("!") ? value.length : written.length);

    function valueAt(pattern: RegExp | undefined): string | null {
      if (pattern === undefined) return null;
      pattern.lastIndex = from;
      return pattern.exec(text)?.[0] ?? null;
    }
    function add(length: number): void {
      restOfValue.lastIndex = from + length;
      if (length >= maxJudged) restOfValue.test(text);
      findings.push({ rule: "assigned-secret", from, to: restOfValue.lastIndex });
      assignment.lastIndex = restOfValue.lastIndex;
    }
  }
}

/** A password may be a phrase, though none that speaks of passwords; a token or key has no spaces. */
function isQuotedSecret(name: string, value: string): boolean {
  if (!/\s/.test(value)) return looksSecret(name, value, true);
  return password.test(name) && !aboutSecrets.test(value) && looksSecret(name, value, true);
}
const aboutSecrets = new RegExp(secretName, "i");

const wholeSecretName = new RegExp(
  String.raw`(?:^|[_.\s-]|[a-z](?=[A-Z]))${secretName}(?:[_-](?:key|token))?$`,
  "i",
);

/** A string that stands under a key of structured data. */
export function isSecretField(key: string, value: string): boolean {
  const name = new RegExp(`${secretName}(?:[_-](?:key|token))?$`, "i").exec(key)?.[0];
  return name !== undefined && wholeSecretName.test(key) && isQuotedSecret(name, value);
}

const password = /pass|pwd/i;
const placeholder =
  /^(?:x+|\*+|\.+|-+|_+|null|none|nil|undefined|true|false|string|number|boolean|object|required|optional|hidden|redacted|changeme|example|placeholder|todo|your[_-].*|my[_-].*|\$.*|%.*%|process\.env.*|os\.environ.*|env\..*|await|async|function|\[redacted:.*|<.*|\{.*)$/i;

/**
 * `certain`: quoted, joined to its name by a bare `=`, or all that stands after a colon on its line. Then a password
 * may be any word; a token or key, and whatever follows a colon or "is" in prose, must mix digits with letters. A path through an object
 * (`config.token`) or a call is code, not a value.
 */
function looksSecret(name: string, value: string, certain: boolean): boolean {
  if (value.length < 4 || placeholder.test(value) || wholeName.test(value) || path.test(value)) return false;
  if (/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value)) return false;
  const mixed = /\d/.test(value) && /[A-Za-z]/.test(value);
  if (password.test(name)) return mixed || certain || /^\d+$/.test(value);
  return mixed && value.length >= 8;
}
/** `PWD=/home/ana/project2`, `~/x`, `./x`, `src1/`; base64 that begins with a slash is none. */
const path = /^(?:~|\.{1,2})\/|^\/[A-Z]?[a-z]+\d*(?:[/.]|$)|^[\w.-]+\/$/;
const wholeName = new RegExp(`^${secretName}s?\\d?$`, "i");

const cardDigits =
  /(?<![\w+.,-]|\d[ \xa0\u202f])\d(?:[ \xa0\u202f.-]?\d){12,22}(?![\w-]|[.,]\d|[ \xa0\u202f]\d)/g;
const cardGroups = /^(?:\d{14,19}|\d{4}([^\d])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([^\d])\d{6}\2\d{4,5})$/;

/**
 * Issuer prefixes and lengths after ISO/IEC 7812 and the issuers' own ranges: Visa, Mastercard, American
 * Express, Diners Club, Discover, JCB, UnionPay. Visa's former 13 digits are left out: they are barcodes now.
 */
const issuers =
  /^(?:4(?:\d{15}|\d{18})|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|(?:6011|64[4-9]\d|65\d\d|35(?:2[89]|[3-8]\d)|62\d\d)\d{12,15})$/;

function addCards(text: string, findings: Finding[]): void {
  for (const match of text.matchAll(cardDigits)) {
    const digits = match[0].replace(/\D/g, "");
    if (cardGroups.test(match[0]) && issuers.test(digits) && passesLuhn(digits))
      findings.push({ rule: "payment-card", from: match.index, to: match.index + match[0].length });
  }
}

/** ISO/IEC 7812-1, annex B: from the right, every second digit doubled, digit sums added, divisible by 10. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits.charAt(digits.length - 1 - at));
    const doubled = at % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
