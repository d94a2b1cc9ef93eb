import type { NearClip } from '../message/plan.ts';
import type { Alternative } from '../message/template.ts';

/** Values of one column that alternatives stand for. */
export interface Fallback {
  readonly column: string;
  /** Rows in which the alternative is said. */
  readonly rows: number;
  /** Of these, rows without a value. */
  readonly empty: number;
  /** Values that lack a clip, those of most rows first; at most 1,000 are told apart. */
  readonly values: readonly FallbackValue[];
}

/** A value that lacks a clip. */
export interface FallbackValue {
  readonly value: string;
  readonly rows: number;
  /** Clips that say something like the words it lacks; only for the ten values of most rows. */
  readonly nearest: readonly NearClip[];
}

const MAX_VALUES = 1000;
const MAX_SUGGESTED = 10;

/** Counts, by column, how often alternatives stand for values. */
export class Fallbacks {
  private readonly columns = new Map<
    string,
    { rows: number; empty: number; values: Map<string, number> }
  >();

  /** Adds the alternatives of a row. */
  add(alternatives: readonly Alternative[]): void {
    for (const { name, value } of alternatives) {
      let column = this.columns.get(name);
      if (column === undefined) {
        column = { rows: 0, empty: 0, values: new Map() };
        this.columns.set(name, column);
      }
      column.rows++;
      if (value.trim() === '') column.empty++;
      else if (column.values.has(value) || column.values.size < MAX_VALUES)
        column.values.set(value, (column.values.get(value) ?? 0) + 1);
    }
  }

  /** The columns, those of most rows first. @param nearestTo finds the clips near to a value's missing words. */
  report(nearestTo: (value: string) => readonly NearClip[]): readonly Fallback[] {
    return [...this.columns]
      .map(([column, { rows, empty, values }]) => ({
        column,
        rows,
        empty,
        values: [...values]
          .sort(([, a], [, b]) => b - a)
          .map(([value, count], i) => ({
            value,
            rows: count,
            nearest: i < MAX_SUGGESTED ? nearestTo(value) : [],
          })),
      }))
      .sort((a, b) => b.rows - a.rows);
  }
}
