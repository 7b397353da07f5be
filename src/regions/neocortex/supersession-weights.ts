/** What each term of the evidence is worth, in logits. Learned by bench/truth/learn-supersession.ts, frozen here. */
export interface SupersessionWeights {
  readonly near: number;
  readonly cover: number;
  readonly counted: number;
  readonly about: number;
  readonly later: number;
  readonly changed: number;
  readonly lately: number;
}

export const supersessionWeights: SupersessionWeights = {
  near: 1.9,
  cover: 2,
  counted: 0.8,
  about: 1.4,
  later: 1.3,
  changed: 1.6,
  lately: 1.8,
};
