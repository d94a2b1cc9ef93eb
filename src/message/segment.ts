import { isAscii } from '../util/ascii.ts';
import { getOrCreate } from '../util/memoize.ts';

/** A stretch of text between two word boundaries. */
export interface Segment {
  readonly segment: string;
  /** Offset in UTF-16 code units. */
  readonly index: number;
  /** True where it holds letters or digits. */
  readonly isWordLike?: boolean | undefined;
}

const segmenters = new Map<string, Intl.Segmenter>();
let graphemes: Intl.Segmenter | undefined;

/**
 * Splits a text at its word boundaries (UAX #29), as `Intl.Segmenter` does for the language. Creating
 * one takes 10 ms, so ASCII, where the rules reduce to one pattern, does without; a test compares both.
 */
export function segmentsOf(text: string, language: string): Iterable<Segment> {
  if (isAscii(text)) return asciiSegments(text);
  const make = () => new Intl.Segmenter(language, { granularity: 'word' });
  return inPieces(text, getOrCreate(segmenters, language, make));
}

/** Letters each of which is a grapheme, whatever stands beside it: most of a text without spaces. A test compares. */
const EACH_ALONE =
  /^(?:(?!\p{M})[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\uAC00-\uD7A3])+$/u;

/** Splits a text into graphemes: characters as people see them. */
export function graphemesOf(text: string): Iterable<Segment> {
  if (EACH_ALONE.test(text)) return characters(text);
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return inPieces(text, graphemes);
}

function* characters(text: string): Generator<Segment> {
  let index = 0;
  for (const segment of text) {
    yield { segment, index };
    index += segment.length;
  }
}

/** Code units that are segmented at once: each native segment holds a copy of all that is segmented with it. */
const PIECE = 1000;
/** Segments at the end of a piece that what follows it may change: "a", "." before "b" is "a.b". */
const UNSURE = 4;
/** End of the last space in a text before a letter or number, which begins a word whatever stands before it. */
const AFTER_SPACE = /^[\s\S]* (?=[\p{L}\p{N}])/u;

/** Segments piece by piece, cut after a space where there is one, else before segments that are not sure yet. */
function* inPieces(text: string, segmenter: Intl.Segmenter): Generator<Segment> {
  let length = PIECE;
  for (let start = 0; start < text.length; ) {
    const isLast = start + length >= text.length;
    const window = text.slice(start, start + length);
    const atSpace = isLast ? null : AFTER_SPACE.exec(window);
    const piece = atSpace?.[0] ?? window;
    const segments = [...segmenter.segment(piece)];
    const sure = isLast || atSpace !== null ? segments : segments.slice(0, -UNSURE);
    for (const { segment, index, isWordLike } of sure) {
      yield { segment, index: start + index, isWordLike };
    }
    const last = sure.at(-1);
    if (last === undefined)
      length *= 2; // one word fills the piece
    else {
      start += last.index + last.segment.length;
      length = PIECE;
    }
  }
}

/** Kind of an ASCII character in UAX #29: 2 a letter, 1 a digit, 0 neither. */
const KINDS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  return /[A-Za-z]/.test(character) ? 2 : /[0-9]/.test(character) ? 1 : 0;
});
/** Signs that stay inside a word, by the kind of the characters on both sides of them. */
const INNER_SIGNS = ['', ".,';", ".'"] as const;

/** A word is letters and digits with inner signs; spaces are one segment, so is "\r\n", and each other character. */
function asciiSegments(text: string): Segment[] {
  const segments: Segment[] = [];
  for (let index = 0; index < text.length; ) {
    let kind = KINDS[text.charCodeAt(index)]!;
    const isWordLike = kind > 0;
    let end = index + 1;
    if (isWordLike) {
      for (; end < text.length; end++) {
        const next = KINDS[text.charCodeAt(end)]!;
        if (next > 0) kind = next;
        else if (
          KINDS[text.charCodeAt(end + 1)] !== kind ||
          !INNER_SIGNS[kind]!.includes(text[end]!)
        )
          break;
      }
    } else if (text[index] === ' ') while (text[end] === ' ') end++;
    else if (text[index] === '\r' && text[end] === '\n') end++;
    segments.push({ segment: text.slice(index, end), index, isWordLike });
    index = end;
  }
  return segments;
}
