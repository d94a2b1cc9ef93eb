import { buildLattice, type Lattice } from './lattice.ts';
import type { Lexicon, LexiconEntry, LexiconNode } from './lexicon.ts';
import { nearestClips } from './nearest.ts';
import type { NumberWords } from './number-words.ts';
import type { MissingStep, Plan, Step } from './plan.ts';
import { type Reading, readingsOf } from './readings.ts';
import { type Token, tokenize, type WordToken } from './tokenize.ts';

/** What a message is resolved with. */
export interface ResolveContext {
  readonly lexicon: Lexicon;
  /** A well-formed BCP 47 tag. */
  readonly language: string;
  /** Null where the language's numbers are not known: then a number needs a clip of its own. */
  readonly numbers: NumberWords | null;
}

/**
 * Finds the clips that say `text`: of all ways to cover it, the one that leaves the fewest words unsaid,
 * then uses the fewest clips, then the longest clip first. A number is said whole or not at all. A
 * phrase brings its own pauses: punctuation inside it adds none. Never throws; words without a clip are
 * steps of the plan. Time is linear in the message for a bounded phrase length.
 */
export function resolve(text: string, resources: ResolveContext): Plan {
  const tokens = tokenize(text, resources.language);
  const words = tokens.filter((token) => token.kind === 'word');
  const lattice = buildLattice(words, resources.language, resources.numbers);
  const edges = bestPath(lattice, resources.lexicon);
  return { text, steps: toSteps(text, tokens, words, lattice, edges, resources), alternatives: [] };
}

/** From a node of the lattice to a later one, by one clip or, with no claim, by leaving one word unsaid. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly claim: LexiconEntry | null;
}

interface Best {
  readonly missing: number;
  readonly clips: number;
  readonly edge: Edge | null;
}

const NOWHERE: Best = { missing: Number.POSITIVE_INFINITY, clips: 0, edge: null };

/** Dynamic programming from the end of the text to its beginning. */
function bestPath(lattice: Lattice, lexicon: Lexicon): readonly Edge[] {
  const last = lattice.arcs.length - 1;
  const best: Best[] = new Array(last + 1).fill(NOWHERE);
  best[last] = { missing: 0, clips: 0, edge: null };
  for (let node = last - 1; node >= 0; node--) {
    const token = lattice.tokenAt[node]!;
    if (node === lattice.boundaries[token]) {
      const to = lattice.boundaries[token + 1]!;
      const edge: Edge = { from: node, to, claim: null };
      best[node] = { missing: best[to]!.missing + 1, clips: best[to]!.clips, edge };
    }
    considerClips(lattice, lexicon.root, node, node, best);
  }
  const path: Edge[] = [];
  for (let edge = best[0]!.edge; edge !== null; edge = best[edge.to]!.edge) path.push(edge);
  return path;
}

/** Takes the best of the clips that can be said from node `from` on; the walk has come to `node` and `place`. */
function considerClips(
  lattice: Lattice,
  place: LexiconNode,
  from: number,
  node: number,
  best: Best[],
): void {
  const { claim } = place;
  if (claim !== null) {
    const { missing, clips } = best[node]!;
    const edge = { from, to: node, claim };
    if (isBetter(missing, clips + 1, edge, best[from]!, lattice)) {
      best[from] = { missing, clips: clips + 1, edge };
    }
  }
  for (const { word, to } of lattice.arcs[node]!) {
    const next = place.next.get(word);
    if (next !== undefined) considerClips(lattice, next, from, to, best);
  }
}

function isBetter(
  missing: number,
  clips: number,
  edge: Edge & { readonly claim: LexiconEntry },
  than: Best,
  lattice: Lattice,
): boolean {
  if (missing !== than.missing) return missing < than.missing;
  if (clips !== than.clips) return clips < than.clips;
  if (than.edge === null || than.edge.claim === null) return true;
  const reach = lattice.progress[edge.to]! - lattice.progress[than.edge.to]!;
  if (reach !== 0) return reach > 0;
  const [claim, other] = [edge.claim, than.edge.claim];
  return claim.reading !== other.reading ? claim.reading < other.reading : claim.rank < other.rank;
}

/** The path as steps, with the pauses between them and the span of text that each came from. */
function toSteps(
  text: string,
  tokens: readonly Token[],
  words: readonly WordToken[],
  lattice: Lattice,
  edges: readonly Edge[],
  resources: ResolveContext,
): Step[] {
  const steps: Step[] = [];
  // A message often misses the same word many times.
  const missed = new Map<string, Pick<MissingStep, 'needs' | 'nearest'>>();
  const pauses = tokens.filter((token) => token.kind === 'pause');
  let cursor = 0;
  let nextPause = 0;
  const addPausesBefore = (offset: number) => {
    for (; nextPause < pauses.length && pauses[nextPause]!.span.end <= offset; nextPause++) {
      // One inside the phrase just said is the phrase's own.
      const { pause, span } = pauses[nextPause]!;
      if (span.start >= cursor) steps.push({ kind: 'pause', pause, span });
    }
  };
  for (const edge of edges) {
    const first = lattice.tokenAt[edge.from]!;
    const firstWord = words[first]!;
    // A node inside a word belongs to that word; one at a boundary ends the word before.
    const ending = lattice.tokenAt[edge.to]!;
    const last = lattice.boundaries[ending] === edge.to ? ending - 1 : ending;
    addPausesBefore(firstWord.span.start);
    // A clip may start inside a word which an earlier clip has begun: then its text is what follows.
    const begun = firstWord.span.start < cursor;
    const start = !begun
      ? firstWord.span.start
      : first === last
        ? cursor
        : words[first + 1]!.span.start;
    const span = { start, end: Math.max(start, words[last]!.span.end) };
    cursor = span.end;
    if (edge.claim !== null) {
      steps.push({ kind: 'clip', clip: edge.claim.clip, words: edge.claim.words, span });
      continue;
    }
    const found =
      missed.get(firstWord.text) ?? whatToDo(firstWord, resources, missed.size < MAX_SUGGESTED);
    missed.set(firstWord.text, found);
    steps.push({
      kind: 'missing',
      word: text.slice(span.start, span.end) || firstWord.text,
      span,
      ...found,
    });
  }
  addPausesBefore(text.length);
  return steps;
}

/** Words of a message that come with the clips nearest to them: to find those takes long. */
const MAX_SUGGESTED = 20;

/** What would let a missing word be said. */
function whatToDo(
  token: WordToken,
  resources: ResolveContext,
  suggests: boolean,
): Pick<MissingStep, 'needs' | 'nearest'> {
  const nearest = suggests ? nearestClips(resources.lexicon, token.text) : [];
  return { needs: whatItNeeds(token, resources), nearest };
}

/**
 * The words to record so that the token can be said: of a number's words those without a clip; of a
 * compound's parts likewise, where some of them can be said; else the token itself.
 */
function whatItNeeds(token: WordToken, resources: ResolveContext): readonly string[] {
  const [, ...others] = readingsOf(token, resources.language, resources.numbers);
  const unsaid = others.map((reading) => unsaidOf(reading, resources));
  if (token.isNumber) return unsaid[0] ?? [token.text];
  const partly = unsaid.filter((words, i) => words.length < others[i]!.length);
  return partly.sort((a, b) => a.length - b.length)[0] ?? [token.text];
}

/** The words of a reading that no clip says, each once. */
function unsaidOf(reading: Reading, { language, lexicon }: ResolveContext): readonly string[] {
  const words = reading.map(
    (text): WordToken => ({ kind: 'word', text, isNumber: false, span: NO_SPAN }),
  );
  const lattice = buildLattice(words, language, null);
  const unsaid = bestPath(lattice, lexicon).filter((edge) => edge.claim === null);
  return [...new Set(unsaid.map((edge) => words[lattice.tokenAt[edge.from]!]!.text))];
}

const NO_SPAN = { start: 0, end: 0 };
