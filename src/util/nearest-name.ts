import { editDistance } from './edit-distance.ts';

/** The name that a misspelt one is nearest to, where at most a third of the letters differ; undefined for none. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const letters = [...given];
  const distances = names.map((name) => {
    const own = [...name];
    return { name, distance: editDistance(letters, own), length: own.length };
  });
  const [nearest] = distances.sort((a, b) => a.distance - b.distance);
  if (nearest === undefined) return undefined;
  const limit = Math.max(letters.length, nearest.length) / 3;
  return nearest.distance <= limit ? nearest.name : undefined;
}
