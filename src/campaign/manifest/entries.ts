import { StitchError } from '../../errors.ts';
import { missingSteps } from '../../message/plan.ts';
import type { PreparedRender } from '../../render/renderer.ts';
import type { Recipient } from '../recipients.ts';
import type { ManifestEntry } from './manifest.ts';

/** Entry of a row with a render; its bytes and link are not known yet. */
export function spokenEntry(
  { row, id }: Recipient,
  { plan, title, key: hash }: PreparedRender,
  facts: Pick<ManifestEntry, 'file' | 'cached' | 'durationSeconds'>,
): ManifestEntry {
  const alternatives = plan.alternatives.map(({ name, value, said: instead }) => {
    return { name, value, said: instead };
  });
  const missing = missingSteps(plan).map(({ word }) => word);
  return {
    row,
    id,
    url: null,
    said: title,
    alternatives,
    missing,
    ...facts,
    bytes: null,
    hash,
    error: null,
  };
}

/** Entry of a row without a render. */
export function failedEntry(
  { row, id, plan }: Recipient,
  { code, message }: StitchError,
): ManifestEntry {
  const missing = plan instanceof StitchError ? [] : missingSteps(plan).map(({ word }) => word);
  const [line = ''] = message.split('\n');
  return {
    row,
    id,
    file: null,
    url: null,
    said: '',
    alternatives: [],
    missing,
    durationSeconds: null,
    bytes: null,
    cached: false,
    hash: null,
    error: { code, message: line },
  };
}
