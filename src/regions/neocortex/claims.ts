import { ByteReader } from "../../math/bytes.ts";
import type { ClaimDraft } from "../../model/claim.ts";
import { renderText, sourceOf } from "../../model/episode.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Ordinal } from "../../model/ids.ts";
import { scopeKey } from "../../model/scope.ts";
import { claimsIn, readerVersion } from "../../perception/claims/claims.ts";
import type { ClaimKeeper, KeptClaim, WantedClaims } from "../../ports/claim-keeper.ts";
import type { Derived, FoldContext, Manifest, Signals } from "../../ports/derived.ts";
import { noSignals } from "../../ports/derived.ts";
import type { Visibility } from "../../ports/proposer.ts";
import { ClaimRows } from "./claim-rows.ts";
import { wordsOfClaim } from "./claim-signs.ts";

/**
 * Neocortex, its semantic part: what the episodes claim, kept beside them and never in their place.
 *
 * Claim: statements that can be compared (who, what of it, when, learned when) are found without reading the
 *   episodes again, and none outlives its episode.
 * Formula: docs/SPEC.md, CL1-CL4: the claims of `claimsIn`, or of the last extraction, for each episode; two time
 *   axes are two filters over the same rows.
 * Citation: bitemporal tables: Snodgrass 1999, "Developing Time-Oriented Database Applications in SQL"; the semantic
 *   hub: Patterson, Nestor and Rogers 2007, doi:10.1038/nrn2277.
 * Deviations: an index, not a store of knowledge: nothing is generalised over episodes here, and nothing is learned.
 * Test: src/regions/neocortex/claims.test.ts.
 */
export class Neocortex implements Derived, ClaimKeeper {
  readonly manifest: Manifest;
  #rows = new ClaimRows();
  #epoch: object = {};

  constructor(perceptionVersion: string) {
    this.manifest = {
      name: "neocortex",
      version: `${readerVersion}+${perceptionVersion}`,
      kind: "region",
      consumes: ["observed", "extracted", "erased"],
      produces: [],
      function:
        "Keeps what each episode claims, by whom or what it is about, with world time and brain time.",
      anatomy:
        "Anterior temporal hub: statements apart from the episodes that told them. It stores; nothing is learned.",
      citations: [
        "Patterson, Nestor, Rogers 2007 doi:10.1038/nrn2277",
        "Snodgrass 1999, Developing Time-Oriented Database Applications in SQL",
      ],
      test: "src/regions/neocortex/claims.test.ts",
    };
  }

  apply(event: LogEvent, context: FoldContext): Signals {
    switch (event.type) {
      case "observed": {
        const { seq, episode, at } = event;
        const row = context.ordinalOf(seq);
        if (row === null || episode === null) return noSignals;
        this.#rows.addEpisode(row, {
          seq,
          said: episode.time,
          scope: scopeKey(episode.scope),
          source: sourceOf(episode),
        });
        const text = renderText(episode);
        const drafts = claimsIn(text, { ...episode, times: context.perceive(episode).times });
        this.#rows.read(row, drafts, (draft) => wordsOfClaim(text, draft), at);
        return noSignals;
      }
      case "extracted": {
        const row = context.ordinalOf(event.episode.seq);
        if (row !== null && event.drafts !== null && this.#rows.holds(row))
          this.#rows.read(row, event.drafts, ownWords, event.at);
        return noSignals;
      }
      case "erased":
        this.#epoch = {};
        for (const { seq } of event.episodes) {
          const row = context.ordinalOf(seq);
          if (row !== null && this.#rows.holds(row)) this.#rows.remove(row);
        }
        return noSignals;
      default:
        return noSignals;
    }
  }

  get epoch(): object {
    return this.#epoch;
  }

  claims(wanted: WantedClaims, visibility: Visibility): readonly KeptClaim[] {
    return [...this.eachClaim(wanted, visibility)];
  }

  *eachClaim(wanted: WantedClaims, visibility: Visibility): Generator<KeptClaim> {
    const { relations, object } = wanted;
    const written = object === undefined ? "" : JSON.stringify(object);
    const known = wanted.knownAt ?? Number.MAX_VALUE;
    const rows = this.#rows;
    const isRelated = relations === undefined ? () => true : rows.relationIsOneOf(relations);
    for (const row of this.#rowsFor(wanted, visibility)) {
      if (!isRelated(row) || !rows.stoodAt(row, known) || !visibility.admits(rows.ordinalOf(row))) continue;
      if (object !== undefined && !rows.mayHold(row, written)) continue;
      const claim = rows.claimOf(row);
      if (object === undefined || isAbout(claim, object)) yield claim;
    }
  }

  #rowsFor(
    { subjects, owned, standing, latestFirst }: WantedClaims,
    { scopeKeys }: Visibility,
  ): Iterable<number> {
    const rows = this.#rows;
    if (subjects === undefined && !standing)
      return latestFirst ? [...rows.allRows()].reverse() : rows.allRows();
    const known = new Map<number, boolean>();
    const isWanted = (row: number): boolean => {
      const subject = rows.subjectAt(row);
      const found = known.get(subject);
      if (found !== undefined) return found;
      const key = rows.subjectKey(subject);
      const is =
        subjects?.some((wanted) => key === wanted || (owned === true && key.startsWith(`${wanted}/`))) ??
        true;
      known.set(subject, is);
      return is;
    };
    const lists = scopeKeys.flatMap((scope) =>
      standing ? [rows.rowsStanding(scope)] : (subjects ?? []).map((wanted) => rows.rowsAbout(scope, wanted)),
    );
    // Subjects that belong to the same one share a list.
    const found = [...new Set(lists)].flatMap((list) => list.filter(isWanted));
    return found.sort(latestFirst ? (a, b) => b - a : (a, b) => a - b);
  }

  claimsOf(ordinal: Ordinal): readonly KeptClaim[] {
    const rows = this.#rows;
    return rows
      .rowsOf(ordinal)
      .filter((row) => rows.stoodAt(row, Number.MAX_VALUE))
      .map((row) => rows.claimOf(row));
  }

  checkpoint(): Generator<Uint8Array> {
    return this.#rows.write();
  }

  restore(bytes: Uint8Array | null): void {
    this.#epoch = {};
    this.#rows = bytes === null ? new ClaimRows() : ClaimRows.read(new ByteReader(bytes));
  }

  witness(): Generator<Uint8Array> {
    return this.#rows.witness();
  }

  verify(): readonly string[] {
    return this.#rows.verify();
  }

  /** Never what they say: whoever may see the episode may read it. */
  describe(ordinal: Ordinal): Readonly<Record<string, unknown>> {
    return { claims: this.claimsOf(ordinal).map(({ id }) => id) };
  }

  stats(): Readonly<Record<string, number>> {
    return { claims: this.#rows.size, subjects: this.#rows.subjects };
  }
}

/** The text is not at hand: what the extractor quotes of it. */
function ownWords({ relation, object }: ClaimDraft): string {
  return `${relation.name} ${object.text}`;
}

function isAbout({ object }: KeptClaim, wanted: string): boolean {
  switch (object.type) {
    case "concept":
      return object.key === wanted;
    case "quantity":
      return object.unit === wanted || object.of === wanted;
    default:
      return false;
  }
}
