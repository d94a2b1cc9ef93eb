import { type Key, parseKey } from '../../repo/repo.ts';

// Campaigns that a state machine of AWS has said, batch by batch: where they leave what became of the rows.

/** What a campaign may be called: the folder of its files. */
export const CAMPAIGN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Rows have nine digits in the names of parts, so that these stand in the order of the rows. */
const ROW_DIGITS = 9;

/** Where the parts of a run's manifest are, from the campaign's folder. */
export function partsPrefix(run: string): string {
  return `manifest/${run}/`;
}

/** A part of a run's manifest. @param row the first that it tells of, from 1. */
export function partKey(run: string, row: number, ending: 'csv' | 'jsonl'): Key {
  return parseKey(`${partsPrefix(run)}${String(row).padStart(ROW_DIGITS, '0')}.${ending}`);
}
