const MOST = 3;

/** The names that one may have been meant for: in other letters of case, part of it, or a few slips away. */
export function nearest(name: string, names: Iterable<string>): readonly string[] {
  const wanted = name.toLowerCase();
  const slips = wanted.length < 4 ? 1 : Math.max(2, Math.floor(wanted.length / 4));
  const near: { readonly name: string; readonly away: number }[] = [];
  for (const other of names) {
    const written = other.toLowerCase();
    const isPart =
      written.length > 2 && wanted.length > 2 && (written.includes(wanted) || wanted.includes(written));
    const away = isPart
      ? 1
      : Math.abs(written.length - wanted.length) > slips
        ? Infinity
        : distance(wanted, written);
    if (away <= slips) near.push({ name: other, away });
  }
  return near
    .sort((a, b) => a.away - b.away || (a.name < b.name ? -1 : 1))
    .slice(0, MOST)
    .map((one) => one.name);
}

/** Letters to be put in, taken out or replaced (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length]!;
}
