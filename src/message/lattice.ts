import type { NumberWords } from './number-words.ts';
import { readingsOf } from './readings.ts';
import type { WordToken } from './tokenize.ts';

/** One word of one reading, leading on to another node. */
interface Arc {
  readonly word: string;
  readonly to: number;
}

/**
 * All readings of a message's words as a graph. Nodes are numbered in the order of the text, so that
 * every arc leads to a higher number; `boundaries[i]` is the node before word i, the last one the end.
 */
export interface Lattice {
  /** arcs[n]: the arcs that leave node n. */
  readonly arcs: readonly (readonly Arc[])[];
  readonly boundaries: readonly number[];
  /** tokenAt[n]: index of the word that node n precedes or lies inside; the word count for the last node. */
  readonly tokenAt: readonly number[];
  /** progress[n]: position of node n in the text, in words and fractions of a word. */
  readonly progress: readonly number[];
}

/** Builds the lattice of `words`; its size is proportional to their number. */
export function buildLattice(
  words: readonly WordToken[],
  language: string,
  numbers: NumberWords | null,
): Lattice {
  const arcs: Arc[][] = [[]];
  const boundaries = [0];
  const tokenAt = [0];
  const progress = [0];
  const addNode = (token: number, at: number) => {
    tokenAt.push(token);
    progress.push(at);
    return arcs.push([]) - 1;
  };
  words.forEach((token, i) => {
    const start = boundaries[i]!;
    const readings = readingsOf(token, language, numbers);
    if (readings.length === 1 && readings[0]!.length === 1) {
      // Most words have one reading of one word.
      const to = addNode(i + 1, i + 1);
      boundaries.push(to);
      arcs[start]!.push({ word: readings[0]![0]!, to });
      return;
    }
    const inner = readings.map((reading) =>
      reading.slice(1).map((_, k) => addNode(i, i + (k + 1) / reading.length)),
    );
    const end = addNode(i + 1, i + 1);
    boundaries.push(end);
    readings.forEach((reading, r) => {
      const nodes = [start, ...inner[r]!, end];
      reading.forEach((word, k) => {
        arcs[nodes[k]!]!.push({ word, to: nodes[k + 1]! });
      });
    });
  });
  return { arcs, boundaries, tokenAt, progress };
}
