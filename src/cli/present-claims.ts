import type { ClaimId, ClaimLink, ClaimSubject, Conclusion, KnownClaim, ValidTime } from "../index.ts";
import { harmlessLine } from "../model/harmless.ts";
import { sourceName, when } from "../servers/describe.ts";
import { plural } from "./layout.ts";

/** A claim for people: how it stands, what it says and of when, who said it, and what bears on it. */
export function presentClaim(claim: KnownClaim): string {
  const { id, status, modality, polarity, subject, relation, object, valid, said, source, trust, links } =
    claim;
  const not = polarity === "denied" ? "not " : "";
  const kind = modality === "fact" ? "" : ` (${modality})`;
  const notes = [
    `said ${when(said)} by ${sourceName(source)}`,
    ...(trust < 1 ? [`trust ${trust.toFixed(2)}`] : []),
    `id ${id}`,
  ];
  return [
    `${status.padEnd(11)}  ${subjectText(subject)}: ${not}${relation.name} ${object.text}${kind}${timeText(valid)}`,
    `   ${notes.join(", ")}`,
    ...links.map((link) => `   ${linkText(link, id)}`),
  ]
    .map(harmlessLine)
    .join("\n");
}

export function presentClaims(claims: readonly KnownClaim[]): string {
  if (claims.length === 0) return "No claims.";
  return `${claims.map(presentClaim).join("\n")}\n\n${plural(claims.length, "claim")}.`;
}

export function presentConclusion({ fact, premises, doubtful }: Conclusion): string {
  return harmlessLine(`${fact}${doubtful ? " (doubtful)" : ""}, from ${premises.join(", ")}`);
}

function subjectText(subject: ClaimSubject): string {
  if (subject.type === "speaker") return subject.name;
  return subject.owner === undefined ? subject.key : `${subject.owner}'s ${subject.key}`;
}

/** Of a clause that names no time the date of saying says all. */
function timeText({ from, to, precision }: ValidTime): string {
  if (precision === "said") return "";
  if (from === null) return to === null ? "" : `, until ${when(to)}`;
  if (to === null) return `, since ${when(from)}`;
  return precision === "day" ? `, ${when(from)}` : `, ${when(from)} to ${when(to)}`;
}

function linkText({ kind, from, to, score, reasons }: ClaimLink, id: ClaimId): string {
  const [what, other] =
    from === id ? [kind, to] : [kind === "supersedes" ? "superseded by" : "conflicts with", from];
  const said = from === id && kind === "conflicts" ? "conflicts with" : what;
  return `${said} ${other}, score ${score.toFixed(2)}: ${reasons.join(", ")}`;
}
