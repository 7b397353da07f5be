import type { ClaimObject, Modality, Polarity, TimePrecision } from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";

/** What a claim shares with no other. */
export type OwnPart = Pick<
  KeptClaim,
  "span" | "object" | "modality" | "polarity" | "valid" | "confidence" | "signs"
>;

const modalities: readonly Modality[] = ["fact", "plan", "wish", "hypothetical", "reported"];
const polarities: readonly Polarity[] = ["affirmed", "denied"];
const precisions: readonly TimePrecision[] = ["day", "week", "month", "season", "year", "span", "said"];

type Shortened =
  | readonly ["c", key: string, text: string]
  | readonly ["q", value: number, unit: string, of: string, text: string]
  | readonly ["d", from: Millis, to: Millis, text: string]
  | readonly ["t", text: string];
/** `true`: when it was said. */
type End = Millis | null | true;

/** As JSON without names of fields: what is known of claims is as various as they are, and there are many. */
export function textOfClaim(claim: OwnPart, said: Millis): string {
  const { span, object, modality, polarity, valid, confidence, signs } = claim;
  const end = (time: Millis | null): End => (time === said ? true : time);
  return JSON.stringify([
    ...[span.start, span.end, shortened(object), modalities.indexOf(modality), polarities.indexOf(polarity)],
    ...[end(valid.from), end(valid.to), precisions.indexOf(valid.precision), confidence],
    ...signs,
  ]);
}

export function claimOfText(text: string, said: Millis): OwnPart {
  const [from, to, object, modality, polarity, begins, ends, precision, confidence, ...signs] = JSON.parse(
    text,
  ) as [number, number, Shortened, number, number, End, End, number, number, ...KeptClaim["signs"]];
  const time = (end: End): Millis | null => (end === true ? said : end);
  return {
    span: { start: from, end: to },
    object: restored(object),
    modality: modalities[modality]!,
    polarity: polarities[polarity]!,
    valid: { from: time(begins), to: time(ends), precision: precisions[precision]! },
    confidence,
    signs,
  };
}

function shortened(object: ClaimObject): Shortened {
  switch (object.type) {
    case "concept":
      return ["c", object.key, object.text];
    case "quantity":
      return ["q", object.value, object.unit, object.of, object.text];
    case "date":
      return ["d", object.from, object.to, object.text];
    case "text":
      return ["t", object.text];
  }
}

function restored(object: Shortened): ClaimObject {
  switch (object[0]) {
    case "c":
      return { type: "concept", key: object[1], text: object[2] };
    case "q":
      return { type: "quantity", value: object[1], unit: object[2], of: object[3], text: object[4] };
    case "d":
      return { type: "date", from: object[1], to: object[2], text: object[3] };
    case "t":
      return { type: "text", text: object[1] };
  }
}
