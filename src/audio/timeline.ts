/** The room that a prepared clip takes. */
export interface ClipExtent {
  /** Sample frames. */
  readonly frames: number;
  /** Units of silence that have to stand before it and after it. */
  readonly before: number;
  readonly after: number;
}

/** An item of a timeline: a prepared clip, or silence asked for. */
export type TimelineItem<T> =
  | ({
      readonly kind: 'clip';
      readonly clip: T;
      /** Whether it follows the clip before without the grid's gap. */
      readonly follows?: boolean;
    } & ClipExtent)
  | { readonly kind: 'silence'; readonly seconds: number };

/** A clip in its place: sample frames [start, start + frames) of the timeline. */
export interface Placed<T> {
  readonly clip: T;
  readonly start: number;
  readonly frames: number;
}

/** The plan on the sample grid. Clips do not overlap; between them, before and after is silence. */
export interface Timeline<T> {
  readonly placed: readonly Placed<T>[];
  /** Sample frames in all. */
  readonly frames: number;
  readonly sampleRateHz: number;
}

/** Positions at which clips may start. */
export interface Grid {
  readonly sampleRateHz: number;
  /** Starts are multiples of this many sample frames: 1, or an MP3 frame. */
  readonly unitFrames: number;
  /** Between two clips, besides the silences asked for. */
  readonly gapSeconds: number;
}

/**
 * Lays items out on the grid: each clip starts at the place nearest to the end of the one before plus
 * gap and silences, and no earlier than the margins of the two clips allow. Silence before the first clip and
 * after the last is kept.
 */
export function layOut<T>(items: readonly TimelineItem<T>[], grid: Grid): Timeline<T> {
  const { unitFrames: unit, sampleRateHz } = grid;
  const placed: Placed<T>[] = [];
  let end = 0;
  let silence = 0;
  let after = 0;
  for (const item of items) {
    if (item.kind === 'silence') {
      silence += item.seconds * sampleRateHz;
      continue;
    }
    const isFirst = placed.length === 0;
    const gapSeconds = isFirst || item.follows ? 0 : grid.gapSeconds;
    const wanted = end + silence + gapSeconds * sampleRateHz;
    const earliest = isFirst ? 0 : Math.ceil(end / unit) + after + item.before;
    const start = Math.max(earliest, Math.round(wanted / unit)) * unit;
    placed.push({ clip: item.clip, start, frames: item.frames });
    after = item.after;
    end = start + item.frames;
    silence = 0;
  }
  return { placed, frames: end + Math.round(silence), sampleRateHz };
}
