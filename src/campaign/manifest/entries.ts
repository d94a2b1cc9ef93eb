import { StitchError } from '../../errors.ts';
import { missingSteps } from '../../message/plan.ts';
import type { PreparedRender } from '../../render/renderer.ts';
import type { Recipient } from '../recipients.ts';
import type { ManifestEntry } from './manifest.ts';

/** Entry of a row with a render; its bytes and link are not known yet. */
export function spokenEntry(
  { row, id }: Recipient,
  { plan, key: hash, warnings }: PreparedRender,
  facts: Pick<ManifestEntry, 'file' | 'cached' | 'durationSeconds' | 'said'>,
): ManifestEntry {
  const alternatives = plan.alternatives.map(({ name, value, said: instead }) => {
    return { name, value, said: instead };
  });
  const missing = missingSteps(plan).map(({ word }) => word);
  return {
    row,
    id,
    url: null,
    alternatives,
    missing,
    warnings,
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
    warnings: [],
    durationSeconds: null,
    bytes: null,
    cached: false,
    hash: null,
    error: { code, message: line },
  };
}
