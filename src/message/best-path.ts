import type { Lattice } from './lattice.ts';
import type { Lexicon, LexiconEntry, LexiconNode, Takes } from './lexicon.ts';

/** Way from a node of the lattice to a later one: one clip, or one missing word where `entry` is null. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly entry: LexiconEntry | null;
  /** Other recordings of the same. */
  readonly takes?: Takes | null;
}

interface Best {
  readonly missing: number;
  readonly clips: number;
  readonly edge: Edge | null;
}

const UNREACHABLE: Best = { missing: Number.POSITIVE_INFINITY, clips: 0, edge: null };

/** Dynamic programming from the end of the text to its beginning. */
export function bestPath(lattice: Lattice, lexicon: Lexicon): readonly Edge[] {
  const last = lattice.arcs.length - 1;
  const best: Best[] = new Array(last + 1).fill(UNREACHABLE);
  best[last] = { missing: 0, clips: 0, edge: null };
  for (let node = last - 1; node >= 0; node--) {
    const token = lattice.tokenAt[node]!;
    if (node === lattice.boundaries[token]) {
      const to = lattice.boundaries[token + 1]!;
      const edge: Edge = { from: node, to, entry: null };
      best[node] = { missing: best[to]!.missing + 1, clips: best[to]!.clips, edge };
    }
    if (!lattice.closed.has(node)) considerClips(lattice, lexicon.root, node, node, best);
  }
  const path: Edge[] = [];
  for (let edge = best[0]!.edge; edge !== null; edge = best[edge.to]!.edge) path.push(edge);
  return path;
}

/** Improves best[from] by every clip that begins there; the walk has reached `node` and `place`. */
function considerClips(
  lattice: Lattice,
  place: LexiconNode,
  from: number,
  node: number,
  best: Best[],
): void {
  const entry = entryOf(place, lattice.origins.get(from), lattice.origins.get(node));
  if (entry !== null) {
    const { missing, clips } = best[node]!;
    const edge = { from, to: node, entry, takes: takesOf(place.takes, entry) };
    if (isBetter(missing, clips + 1, edge, best[from]!, lattice)) {
      best[from] = { missing, clips: clips + 1, edge };
    }
  }
  for (const { word, to } of lattice.arcs[node]!) {
    const next = place.next.get(word);
    if (next !== undefined) considerClips(lattice, next, from, to, best);
  }
}

/** The entry of a place: any, or of the origin that the value has where the clip begins, or ends. */
function entryOf(
  place: LexiconNode,
  begins: boolean | undefined,
  ends: boolean | undefined,
): LexiconEntry | null {
  const isShared = begins ?? ends;
  if (isShared === undefined) return place.entry;
  if (ends !== undefined && ends !== isShared) return null;
  return (isShared ? place.origins?.shared : place.origins?.own) ?? null;
}

/** The takes that have the origin of an entry. */
function takesOf(takes: Takes | null, { isShared }: LexiconEntry): Takes | null {
  if (takes === null || isShared === undefined) return takes;
  return Object.fromEntries(Object.entries(takes).filter(([, take]) => take.isShared === isShared));
}

function isBetter(
  missing: number,
  clips: number,
  edge: Edge & { readonly entry: LexiconEntry },
  than: Best,
  lattice: Lattice,
): boolean {
  if (missing !== than.missing) return missing < than.missing;
  if (clips !== than.clips) return clips < than.clips;
  if (than.edge === null || than.edge.entry === null) return true;
  const reach = lattice.progress[edge.to]! - lattice.progress[than.edge.to]!;
  if (reach !== 0) return reach > 0;
  const [entry, other] = [edge.entry, than.edge.entry];
  if (entry.isLetter !== other.isLetter) return entry.isLetter === true;
  // Of a value's ways the earlier one was considered before.
  if (lattice.values.has(lattice.tokenAt[edge.from]!)) return false;
  return entry.reading !== other.reading ? entry.reading < other.reading : entry.rank < other.rank;
}
