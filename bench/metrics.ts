/** Share of the gold that is among the first k: |gold in top k| / |gold|, in [0, 1]. `gold` is distinct and not empty. */
export function recallAtK(ranking: readonly string[], gold: readonly string[], k: number): number {
  const top = new Set(ranking.slice(0, k));
  return gold.filter((id) => top.has(id)).length / gold.length;
}

/**
 * Normalised discounted cumulative gain with binary gains, in [0, 1]: the sum of 1 / log2(rank + 1) over
 * gold in the first k, ranks from 1, over that of the best possible list, min(k, |gold|) long (Järvelin
 * and Kekäläinen 2002, doi:10.1145/582415.582418). An id counts at its first rank only.
 */
export function ndcgAtK(ranking: readonly string[], gold: readonly string[], k: number): number {
  const wanted = new Set(gold);
  let gain = 0;
  ranking.slice(0, k).forEach((id, index) => {
    if (wanted.delete(id)) gain += discount(index + 1);
  });
  let ideal = 0;
  for (let rank = 1; rank <= Math.min(k, gold.length); rank++) ideal += discount(rank);
  return gain / ideal;
}

function discount(rank: number): number {
  return 1 / Math.log2(rank + 1);
}
