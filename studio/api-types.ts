import type { TakeFault } from '../src/audio/voice.ts';

/** A stretch of a text in UTF-16 code units [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface About {
  readonly version: string;
  readonly root: string;
  /** Each root as it was named, and the set whose names the clips have. */
  readonly roots: readonly string[];
  readonly prompts: string | null;
  readonly lang: string;
  readonly languages: readonly string[] | null;
  readonly campaign: string | null;
  readonly formats: readonly string[];
}

/** A part of a message: a clip that says words, a pause, or words that no clip says. */
export type Step =
  | {
      readonly kind: 'clip';
      readonly clip: string;
      readonly words: readonly string[];
      readonly span: Span;
      readonly start_seconds?: number;
      readonly length_seconds?: number;
    }
  | { readonly kind: 'pause'; readonly pause: string; readonly span: Span }
  | {
      readonly kind: 'missing';
      readonly word: string;
      readonly span: Span;
      readonly needs: readonly string[];
      readonly reason?: string;
      readonly nearest: readonly { readonly clip: string; readonly says: string }[];
    };

export interface Checked {
  readonly can_be_said: boolean;
  readonly text: string;
  readonly steps: readonly Step[];
  readonly record: readonly string[];
  readonly duration_seconds: number;
  readonly warnings: readonly string[];
}

export interface Clip {
  readonly key: string;
  readonly says: readonly string[];
  readonly lang: string | null;
  readonly bytes: number;
  readonly modified: number;
  /** Tells this file from others at the same key. */
  readonly tag: string;
}

export interface ClipList {
  readonly lang: string;
  readonly clips: readonly Clip[];
  readonly conflicts: readonly {
    readonly says: string;
    readonly used: string;
    readonly unused: readonly string[];
  }[];
  readonly problems: readonly { readonly where: string; readonly what: string }[];
}

/** Measurements of a clip; with a fault nothing else is known. */
export interface Facts {
  readonly key: string;
  readonly seconds?: number;
  readonly rate?: number;
  readonly encoding?: string;
  readonly levelDb?: number | null;
  readonly peakDb?: number | null;
  readonly noiseDb?: number | null;
  readonly warnings?: readonly string[];
  readonly fault: string | null;
}

export interface SavedTake {
  readonly words: string;
  readonly clip: { readonly key: string; readonly tag: string } | null;
  readonly judged: { readonly faults: readonly TakeFault[] };
}

export interface LongTake {
  readonly id: string;
  readonly seconds: number;
  readonly parts: readonly Span[];
  readonly peaks: readonly number[];
  readonly warnings: readonly string[];
}

export interface CampaignWord {
  readonly word: string;
  readonly lang: string;
  readonly example: string;
  readonly place: Span | null;
  /** 0 where no row says it as it is. */
  readonly row: number;
}

export type RowState = 'full' | 'alternative' | 'missing' | 'refused';

export interface Sample {
  readonly row: number;
  readonly id: string;
  readonly lang: string | null;
  readonly state: RowState;
  readonly text: string;
  readonly needs: readonly string[];
  readonly reason: string | null;
}

export type Template = string | Readonly<Record<string, string>>;

export interface Campaign {
  /** Tells it from campaigns that are opened later. */
  readonly id: number;
  readonly name: string;
  readonly template: Template | null;
  readonly rows: number;
  readonly full: number;
  readonly alternatives: number;
  readonly refused: number;
  readonly missing: number;
  readonly languages: readonly { lang: string; rows: number; unsayable: number }[];
  readonly problems: readonly { what: string; rows: number; firstLine: number }[];
  /** Values that would be said, though they seem not to be meant for it. */
  readonly dirty: readonly {
    column: string;
    what: string;
    rows: number;
    example: string;
    line: number;
  }[];
  /** Columns whose alternatives are said. */
  readonly fallbacks: readonly {
    column: string;
    rows: number;
    empty: number;
    values: readonly { value: string; rows: number }[];
  }[];
  readonly seconds: number;
  readonly words: readonly CampaignWord[];
  /** Each: how many rows lack these words, by their places in `words`. */
  readonly sets: readonly (readonly [rows: number, words: readonly number[]])[];
  readonly samples: readonly Sample[];
}
