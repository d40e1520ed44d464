/**
 * The known word that a mistyped one was meant to be: one that it begins or that differs in at most
 * two letters.
 *
 * @returns undefined where none is near
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const distances = known.map((name) => ({ name, distance: distance(typed, name.toLowerCase()) }));
  const [best] = distances.toSorted((a, b) => a.distance - b.distance);
  const allowed = Math.min(2, Math.floor(typed.length / 2));
  if (best && best.distance <= allowed) return best.name;
  return typed.length < 3 ? undefined : known.find((name) => name.toLowerCase().startsWith(typed));
}

/** How many letters are to insert, to leave out or to replace (Levenshtein, 1965). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
