import { type Key, parseKey } from '../../repo/repo.ts';

// Keys of the manifest that a state machine writes batch by batch.

/** Names of campaigns, which are the folders of their files. */
export const CAMPAIGN_NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
/** Digits of rows in the names of parts, so that parts sort by row. */
const ROW_DIGITS = 9;

/** Folder of the parts of a run's manifest, relative to the campaign's. */
export function partsPrefix(run: string): string {
  return `manifest/${run}/`;
}

/** Key of a part of a run's manifest. @param row the part's first row, from 1. */
export function partKey(run: string, row: number, ending: 'csv' | 'jsonl'): Key {
  return parseKey(`${partsPrefix(run)}${String(row).padStart(ROW_DIGITS, '0')}.${ending}`);
}
