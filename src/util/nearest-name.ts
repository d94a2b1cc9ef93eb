import { editDistance } from './edit-distance.ts';

/** The name nearest to a misspelt one, of which at most a third of the characters differ: for "did you mean". */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const letters = [...wrong.slice(0, 80)];
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of names) {
    const own = [...name];
    const distance = editDistance(letters, own);
    const limit = Math.max(letters.length, own.length) / 3;
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { name, distance };
  }
  return best?.name;
}
