import type { Modality, Polarity } from "../../model/claim.ts";
import { afterAdverbs } from "./adverbs.ts";
import { demonyms } from "./change-words.ts";
import type { Token } from "./clause-lexer.ts";
import {
  catenatives,
  determiners,
  hedges,
  ingQualities,
  linking,
  noQualities,
  particles,
  planVerbs,
  prepositions,
  tasteVerbs,
  weakeners,
  wishVerbs,
} from "./clause-words.ts";
import { isStative } from "./relations.ts";
import type { Tense } from "./valid-time.ts";
import { ingBase, isBase, participleBase, pastBase, presentBase } from "./verb-forms.ts";
import {
  abilities,
  be,
  contractedAt,
  functional,
  future,
  have,
  idiomAt,
  isGoingTo,
  isNounPhrase,
  isThing,
  noThings,
  nounsToo,
  pastOnly,
  phases,
  twoWords,
  unreal,
} from "./verb-words.ts";

/** What a clause's verbs say, and where its object begins. */
export interface VerbGroup {
  /** Base form with particle and preposition. */
  readonly name: string;
  /** The main verb's base form: "be" of a copula. */
  readonly base: string;
  readonly tense: Tense;
  readonly polarity: Polarity;
  readonly modality: Modality;
  /** In the perfect, and not of the past: it began before and may go on. */
  readonly going: boolean;
  /** "am moving": a plan where a time to come is named. */
  readonly progressive: boolean;
  /** What follows is a quality or a doing, no thing. */
  readonly quality: boolean;
  /** "used to", "no longer". */
  readonly over: boolean;
  /** Told in a past form. */
  readonly past: boolean;
  readonly next: number;
}

/**
 * Reads the verbs that begin at a token, or null where they are not understood. `person`: 1 after "I" and "we",
 * where any word in the verb's place is a verb; 3 after other subjects, where only listed forms are.
 */
export function verbGroupAt(tokens: readonly Token[], at: number, person: 1 | 3): VerbGroup | null {
  return new VerbReader(tokens, person).read(at);
}

/** The doing that a gerund of `base` begins, which stands before the token: null where it is not understood. */
export function doingAt(tokens: readonly Token[], at: number, base: string): VerbGroup | null {
  return new VerbReader(tokens, 3).doing(at, base);
}

type Auxiliary = "" | "will" | "would" | "might" | "can" | "do" | "have" | "be";

class VerbReader {
  readonly #tokens: readonly Token[];
  readonly #person: 1 | 3;
  readonly #denial = { denied: false, over: false };
  #modality: Modality = "fact";
  #perfect = false;
  #progressive = false;
  #past = false;
  /** What the name begins with: "try to", "need to". */
  #prefix = "";

  constructor(tokens: readonly Token[], person: 1 | 3) {
    this.#tokens = tokens;
    this.#person = person;
  }

  doing(at: number, base: string): VerbGroup | null {
    return this.#named(at, base);
  }

  #low(at: number): string {
    return this.#tokens[at]?.low ?? "";
  }

  #skip(at: number): number {
    return afterAdverbs(this.#tokens, at, this.#denial);
  }

  /** Through the auxiliaries to the main verb. */
  read(from: number): VerbGroup | null {
    let auxiliary: Auxiliary = "";
    for (let at = this.#skip(from); ; at = this.#skip(at)) {
      const low = this.#low(at);
      if (low === "" || weakeners.has(low) || this.#tokens[at]!.kind !== "word") return null;
      if (auxiliary === "") {
        const modal = this.#modal(at);
        if (modal !== null) {
          auxiliary = modal.auxiliary;
          at = modal.next;
          continue;
        }
      }
      if (low === "'s" && auxiliary === "") {
        const contracted = contractedAt(this.#tokens, at + 1);
        if (contracted === null) return null;
        auxiliary = contracted;
        if (contracted === "be") return this.#afterBe(this.#skip(at + 1));
        this.#perfect = true;
        at++;
        continue;
      }
      if (have.has(low) && auxiliary !== "have") {
        const after = this.#skip(at + 1);
        if (this.#low(after) === "to" && isBase(this.#low(after + 1))) return this.#necessity(after + 1, low);
        if (low === "had") this.#past = true;
        if (low !== "'ve" && !this.#isParticiple(after))
          return this.#main(at, "have", low === "had", auxiliary);
        if (this.#low(after) === "got" && !this.#leadsOn(after + 1)) return this.#named(after + 1, "have");
        this.#perfect = true;
        auxiliary = "have";
        at = after;
      } else if (be.has(low)) {
        // "can be hard", "might be late": it need not.
        if (auxiliary === "can" || auxiliary === "would") return null;
        if (low === "was" || low === "were") this.#past = true;
        const after = this.#skip(at + 1);
        const isFuture =
          isGoingTo(this.#tokens, after) || (this.#low(after) === "about" && this.#low(after + 1) === "to");
        if (!isFuture) return this.#afterBe(after);
        if (this.#past) return null;
        this.#modality = "plan";
        auxiliary = "will";
        at = after + 2;
      } else return this.#lexical(at, low, auxiliary);
    }
  }

  #isParticiple(at: number): boolean {
    const low = this.#low(at);
    return !determiners.has(low) && (participleBase(low, false) !== null || be.has(low));
  }

  #leadsOn(at: number): boolean {
    return this.#low(at) === "to" || participleBase(this.#low(at), true) !== null;
  }

  #modal(at: number): { auxiliary: Auxiliary; next: number } | null {
    const low = this.#low(at);
    const after = this.#low(at + 1);
    if (future.has(low)) {
      // "I will always love the sea" is no plan.
      if (after !== "always") this.#modality = "plan";
      return { auxiliary: "will", next: at + 1 };
    }
    if (low === "'d") {
      const verb = this.#low(afterAdverbs(this.#tokens, at + 1));
      if (participleBase(verb, false) === null || isBase(verb)) return { auxiliary: "would", next: at + 1 };
      this.#perfect = this.#past = true;
      return { auxiliary: "have", next: at + 1 };
    }
    if (low === "might" || low === "may") {
      this.#modality = "hypothetical";
      return { auxiliary: "might", next: at + 1 };
    }
    if (unreal.has(low)) return { auxiliary: "would", next: at + 1 };
    if (low === "can") return { auxiliary: "can", next: at + 1 };
    if (low === "used" && after === "to") {
      this.#past = this.#denial.over = true;
      return { auxiliary: "do", next: at + 2 };
    }
    if (/^(?:do|does|did)$/.test(low) && (after === "n't" || after === "not" || isBase(after))) {
      this.#past = low === "did";
      return { auxiliary: "do", next: at + 1 };
    }
    return null;
  }

  /** "have to finish": what must be done is a fact about who must. */
  #necessity(at: number, low: string): VerbGroup | null {
    this.#past = low === "had";
    this.#prefix = "need to ";
    return this.#named(at + 1, this.#low(at));
  }

  /** The main verb in the verb's place. */
  #lexical(at: number, low: string, auxiliary: Auxiliary): VerbGroup | null {
    if (prepositions.has(low) && !isBase(low)) return null;
    switch (auxiliary) {
      case "have": {
        const base = participleBase(low, this.#person === 3);
        return base === null ? null : this.#main(at, base, this.#past, "have");
      }
      case "can":
        if (!this.#denial.denied || !abilities.has(low)) return null;
        this.#prefix = "can ";
        return this.#named(at + 1, low);
      case "would":
        if (!tasteVerbs.has(low) || this.#low(at + 1) !== "to") return null;
        this.#modality = "wish";
        return this.#named(at + 3, this.#low(at + 2));
      case "": {
        const present = isBase(low) && !pastOnly.has(low) && pastBase(low, true) === null;
        if (this.#person === 1 && present) return this.#main(at, low, false, "");
        const past = pastBase(low, this.#person === 3);
        if (past !== null) return this.#main(at, past, true, "");
        const base = this.#person === 3 ? presentBase(low) : null;
        return base === null ? null : this.#main(at, base, false, "");
      }
      default:
        return isBase(low) ? this.#main(at, low, this.#past, auxiliary) : null;
    }
  }

  /** After a form of "be": what is being done, a thing, a place, or a quality. */
  #afterBe(at: number): VerbGroup | null {
    const token = this.#tokens[at];
    const low = this.#low(at);
    const after = this.#low(at + 1);
    if (token === undefined) return null;
    if (low === "thinking" || low === "considering") {
      // "thinking of moving": it may be
      const of = /^(?:of|about)$/.test(after) ? at + 2 : at + 1;
      const open = ingBase(this.#low(of), true);
      if (open === null || this.#past || (low === "thinking" && of === at + 1)) return null;
      this.#progressive = true;
      this.#modality = "hypothetical";
      return this.#named(of + 1, open);
    }
    const doing =
      ingQualities.has(low) && !determiners.has(after)
        ? null
        : ingBase(
            low,
            this.#person === 3 && !determiners.has(after) && this.#tokens[at + 1]?.kind !== "number",
          );
    const intends = after === "to" && /^(?:planning|hoping|trying)$/.test(low);
    // "going to a wedding"
    const goes = low === "going" && after === "to" && !isBase(this.#low(at + 2));
    if (doing !== null && (intends || goes || !noQualities.has(low))) {
      this.#progressive = true;
      return this.#main(at, doing, this.#past, "be");
    }
    return this.#copula(at, token);
  }

  #copula(at: number, token: Token): VerbGroup | null {
    if (token.kind === "mark") return null;
    // "I'm Portuguese" names nobody.
    const isPeople = token.capital && demonyms.has(token.low);
    if (token.kind === "number" || determiners.has(token.low) || token.capital)
      return this.#group("be", "be", at, isPeople);
    if (token.low === "to") {
      // "my goal is to write": a doing; "have been to Spain": a place
      const doing = isBase(this.#low(at + 1));
      if (doing) return this.#person === 3 ? this.#group("be", "be", at + 1, true) : null;
      return this.#perfect ? this.#group("be to", "go", at + 1, false) : null;
    }
    if (token.low === "back" && /^(?:in|at|with)$/.test(this.#low(at + 1)))
      return this.#group(`be back ${this.#low(at + 1)}`, "be", at + 2, false);
    if (!prepositions.has(token.low)) return this.#quality(at, "be");
    if (/^(?:about|like|down|up|over|off|out|by|through|with)$/.test(token.low)) return null;
    return this.#group(`be ${token.low}`, "be", at + 1, false);
  }

  /** "happy", "allergic to", "excited to see": a quality, what it is about, or what it is to do. */
  #quality(at: number, base: string): VerbGroup | null {
    const word = this.#tokens[at];
    if (word?.kind !== "word" || noQualities.has(word.low) || functional.has(word.low)) return null;
    const after = this.#low(at + 1);
    if (after === "to" && this.#low(at + 2) === "be") return null;
    if (after === "to" && this.#isDoing(at + 2)) {
      this.#prefix += `${base} ${word.low} to `;
      return this.#named(at + 3, this.#low(at + 2));
    }
    const done = `${word.low} ${after}`;
    const leads = this.#low(at + 2);
    if (twoWords.has(done) && /^(?:by|at|from|in|with)$/.test(leads))
      return this.#group(`${base} ${done} ${leads}`, base, at + 3, false);
    if (/^(?:about|of|in|at|with|for|by|on|from|as|into|to)$/.test(after))
      return this.#group(`${base} ${word.low} ${after}`, base, at + 2, false);
    return this.#group(base, base, at, true);
  }

  #isDoing(at: number): boolean {
    return isBase(this.#low(at)) && !nounsToo.has(this.#low(at));
  }

  /** A main verb, and the doing that it leads to. */
  #main(at: number, base: string, past: boolean, auxiliary: Auxiliary): VerbGroup | null {
    this.#past = past;
    const next = at + 1;
    if (this.#low(next) === "to") {
      const led = this.#infinitive(next + 1, base);
      if (led !== undefined) return led;
    }
    if (hedges.has(base) && (noThings.has(base) || !isThing(this.#tokens, next))) return null;
    // "go check the oil"
    if (base === "go" && this.#isDoing(next)) {
      this.#prefix = "go ";
      return this.#named(next + 1, this.#low(next));
    }
    const doing = ingBase(this.#low(next), !tasteVerbs.has(base));
    if (doing !== null && (tasteVerbs.has(base) || phases.has(base)))
      return this.#group(base, base, next, true);
    const quality = afterAdverbs(this.#tokens, next);
    if (linking.has(base) && auxiliary !== "do" && !isNounPhrase(this.#tokens, quality, base))
      return this.#quality(quality, base);
    return this.#named(next, base);
  }

  /** "want to go", "try to sleep": null where it is not understood, undefined where no verb follows. */
  #infinitive(from: number, base: string): VerbGroup | null | undefined {
    const at = afterAdverbs(this.#tokens, from);
    const verb = this.#low(at);
    const [plan, wish] = [planVerbs.has(base), wishVerbs.has(base)];
    const token = this.#tokens[at];
    const open = token?.kind === "word" && !token.capital && !prepositions.has(verb) && !functional.has(verb);
    const expects = plan || wish || base === "try" || base === "need";
    if (determiners.has(verb) || !(isBase(verb) || verb === "be" || (open && expects))) return undefined;
    if (tasteVerbs.has(base)) return this.#group(base, base, at, true);
    if (verb === "be") return null;
    if (plan || wish) {
      if (plan && this.#past && base !== "decide" && base !== "plan") return null;
      if (base === "decide") this.#past = false;
      this.#modality = plan ? "plan" : "wish";
      return this.#named(at + 1, verb);
    }
    // "went to visit my parents" is one doing, "went to work" is not.
    const goes = base === "go" || base === "come";
    if (goes && nounsToo.has(verb)) return undefined;
    if (!(goes || catenatives.has(base)) || (base === "get" && this.#denial.denied)) return null;
    this.#prefix = `${base} to `;
    return this.#named(at + 1, verb);
  }

  /** The verb with its particle and preposition, and where its object begins. */
  #named(from: number, base: string): VerbGroup | null {
    if (base === "" || base === "be" || (hedges.has(base) && noThings.has(base))) return null;
    if (base === "make" && /^(?:sure|certain|sense|do)$/.test(this.#low(from))) return null;
    const idiom = idiomAt(this.#tokens, from, base);
    if (idiom !== null) return this.#group(idiom.name, base, idiom.next, false);
    const quality = afterAdverbs(this.#tokens, from);
    if (/^(?:feel|become|stay|remain)$/.test(base) && !isNounPhrase(this.#tokens, quality, base))
      return this.#quality(quality, base);
    let next = prepositions.has(this.#low(quality)) ? quality : from;
    let name = base;
    // "earn about 500"
    if (
      /^(?:about|around|over|under|like)$/.test(this.#low(next)) &&
      this.#tokens[next + 1]?.kind === "number"
    )
      return this.#group(name, base, next + 1, false);
    for (
      let count = 0;
      count < 2 && particles.has(this.#low(next)) && next + 1 < this.#tokens.length;
      count++
    )
      name += ` ${this.#low(next++)}`;
    const low = this.#low(next);
    // "like Under the Sea"
    const isTitle = this.#tokens[next]?.capital === true;
    if (!prepositions.has(low) || isTitle) return this.#group(name, base, next, false);
    // When it was, and what it was like, are no objects.
    const serves = low === "as" && /^(?:work|serve|act|volunteer|live|start)$/.test(base);
    if (/^(?:during|throughout|within|as|after|before|until|than)$/.test(low) && !serves) return null;
    // A purpose is no object.
    if (low === "to" && this.#isDoing(next + 1)) return null;
    if (/^(?:and|or)$/.test(this.#low(next + 1))) return null;
    // "move on to"
    const to =
      /^(?:on|out|in|up|over)$/.test(low) && this.#low(next + 1) === "to" && !isBase(this.#low(next + 2));
    if (to) return this.#group(`${name} ${low} to`, base, next + 2, false);
    return this.#group(`${name} ${low}`, base, next + 1, false);
  }

  #group(name: string, base: string, next: number, quality: boolean): VerbGroup {
    // A state told in the perfect still holds.
    const lasts = this.#progressive || (isStative(base) && !this.#denial.denied);
    const past = this.#past || (this.#perfect && !lasts);
    // "may have found a job": found before, if at all.
    const ahead =
      this.#modality !== "fact" &&
      !this.#past &&
      !(this.#perfect && !this.#progressive && this.#modality === "hypothetical");
    return {
      name: this.#prefix + name,
      base,
      tense: ahead ? "future" : past ? "past" : "present",
      polarity: this.#denial.denied ? "denied" : "affirmed",
      modality: this.#modality,
      going: this.#perfect && !this.#past,
      progressive: this.#progressive,
      quality,
      over: this.#denial.over,
      past: this.#past,
      next,
    };
  }
}
