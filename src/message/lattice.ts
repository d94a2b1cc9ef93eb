import { foldOf } from './fold.ts';
import { letterOf } from './lexicon.ts';
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
  /** Indices of the words that are values, whose ways are in order of preference. */
  readonly values: ReadonlySet<number>;
  /** Nodes inside a value whose clips have one origin: whether they are those for any language. */
  readonly origins: ReadonlyMap<number, boolean>;
}

/**
 * Builds the lattice of `words`; its size is proportional to their number. @param isMixed whether values are said either
 * by the language's own clips or by those for any.
 */
export function buildLattice(
  words: readonly WordToken[],
  language: string,
  rules: Language | null,
  isMixed = false,
): Lattice {
  const arcs: Arc[][] = [[]];
  const boundaries = [0];
  const tokenAt = [0];
  const progress = [0];
  const closed = new Set<number>();
  const values = new Set<number>();
  const origins = new Map<number, boolean>();
  const addNode = (token: number, at: number) => {
    tokenAt.push(token);
    progress.push(at);
    return arcs.push([]) - 1;
  };
  const fold = foldOf(language);
  words.forEach((token, i) => {
    const start = boundaries[i]!;
    const readings = readingsOf(token, language, rules);
    const written = token.written ?? [];
    if (token.value !== undefined) values.add(i);
    const isSpelled = token.value?.class === 'characters';
    const addArc = (from: number, word: string, to: number) => {
      const folded = fold(word);
      arcs[from]!.push({ word: folded, to });
      if (isSpelled) arcs[from]!.push({ word: letterOf(folded), to });
    };
    if (readings.length === 1 && readings[0]!.length === 1 && written.length === 0) {
      // Most words have one reading of one word.
      const to = addNode(i + 1, i + 1);
      boundaries.push(to);
      addArc(start, readings[0]![0]!, to);
      return;
    }
    const fragment =
      readings.length === 0 ? makeFragment(readings, written) : fragmentOf(readings, written);
    // A value has one path through its inner nodes for each origin of clips.
    const isValue = token.value !== undefined || /\p{Nd}/u.test(token.text);
    const isSplit = isMixed && isValue && fragment.progress.length > 0;
    const paths = (isSplit ? [false, true] : [undefined]).map((isShared) => {
      const nodes = [start];
      for (const at of fragment.progress) nodes.push(addNode(i, i + at));
      for (const inner of fragment.closed) closed.add(nodes[inner]!);
      if (isShared !== undefined) for (const inner of nodes.slice(1)) origins.set(inner, isShared);
      return nodes;
    });
    const end = addNode(i + 1, i + 1);
    boundaries.push(end);
    for (const nodes of paths) {
      nodes.push(end);
      for (const { from, word, to } of fragment.arcs) addArc(nodes[from]!, word, nodes[to]!);
    }
  });
  return { arcs, boundaries, tokenAt, progress, closed, values, origins };
}

/** The readings of one token as a graph: node 0 precedes it, the last one follows it. */
interface Fragment {
  /** progress[n - 1]: position of inner node n, as a fraction of the token. */
  readonly progress: readonly number[];
  readonly arcs: readonly { readonly from: number; readonly word: string; readonly to: number }[];
  /** Inner nodes of the token as it is written. */
  readonly closed: readonly number[];
}

/** Fragments of readings that are kept elsewhere, as those of numbers and marked values are. */
const fragments = new WeakMap<readonly (readonly string[])[], Fragment>();

function fragmentOf(
  readings: readonly (readonly string[])[],
  written: readonly string[],
): Fragment {
  let fragment = fragments.get(readings);
  if (fragment === undefined) {
    fragment = makeFragment(readings, written);
    fragments.set(readings, fragment);
  }
  return fragment;
}

/**
 * Joins readings to a graph in which those that begin with the same words share nodes; the token as it is
 * written has nodes of its own. Nodes are numbered word by word, so that every arc leads to a higher number.
 */
function makeFragment(
  readings: readonly (readonly string[])[],
  written: readonly string[],
): Fragment {
  const all = written.length === 0 ? readings : [...readings, written];
  const longest = Math.max(...all.map((reading) => reading.length));
  const progress: number[] = [];
  const paths: number[][] = all.map(() => [0]);
  const known = new Map<string, number>();
  for (let k = 1; k < longest; k++) {
    for (const [r, reading] of all.entries()) {
      if (k >= reading.length) continue;
      const key = reading === written ? 'written' : `${paths[r]!.at(-1)} ${reading[k - 1]}`;
      let node = key === 'written' ? undefined : known.get(key);
      if (node === undefined) {
        node = progress.push(k / (key === 'written' ? reading.length : longest));
        if (key !== 'written') known.set(key, node);
      }
      paths[r]!.push(node);
    }
  }
  const end = progress.length + 1;
  const arcs = new Map<string, Fragment['arcs'][number]>();
  for (const [r, reading] of all.entries()) {
    const nodes = [...paths[r]!, end];
    for (const [k, word] of reading.entries()) {
      const arc = { from: nodes[k]!, word, to: nodes[k + 1]! };
      arcs.set(`${arc.from} ${arc.to} ${word}`, arc);
    }
  }
  const closed = written.length === 0 ? [] : paths.at(-1)!.slice(1);
  return { progress, arcs: [...arcs.values()], closed };
}
