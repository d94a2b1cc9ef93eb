import type { Language } from './readings/language.ts';
import { readingsOf } from './token-readings.ts';
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
  /** Nodes inside a value as it is written, where no clip begins: only one clip says it all. */
  readonly closed: ReadonlySet<number>;
}

/** Builds the lattice of `words`; its size is proportional to their number. */
export function buildLattice(
  words: readonly WordToken[],
  language: string,
  rules: Language | null,
): Lattice {
  const arcs: Arc[][] = [[]];
  const boundaries = [0];
  const tokenAt = [0];
  const progress = [0];
  const closed = new Set<number>();
  const addNode = (token: number, at: number) => {
    tokenAt.push(token);
    progress.push(at);
    return arcs.push([]) - 1;
  };
  words.forEach((token, i) => {
    const start = boundaries[i]!;
    const readings = readingsOf(token, language, rules);
    const written = token.written ?? [];
    if (readings.length === 1 && readings[0]!.length === 1 && written.length === 0) {
      // Most words have one reading of one word.
      const to = addNode(i + 1, i + 1);
      boundaries.push(to);
      arcs[start]!.push({ word: readings[0]![0]!, to });
      return;
    }
    const all = written.length === 0 ? readings : [...readings, written];
    const inner = all.map((reading) =>
      reading.slice(1).map((_, k) => addNode(i, i + (k + 1) / reading.length)),
    );
    if (written.length > 0) for (const node of inner.at(-1)!) closed.add(node);
    const end = addNode(i + 1, i + 1);
    boundaries.push(end);
    all.forEach((reading, r) => {
      const nodes = [start, ...inner[r]!, end];
      reading.forEach((word, k) => {
        arcs[nodes[k]!]!.push({ word, to: nodes[k + 1]! });
      });
    });
  });
  return { arcs, boundaries, tokenAt, progress, closed };
}
