import { StitchError } from '../../errors.ts';
import { missingSteps } from '../../message/plan.ts';
import type { PreparedRender } from '../../render/renderer.ts';
import type { Recipient } from '../recipients.ts';
import type { ManifestEntry } from './manifest.ts';

/** What is told of a row that is said; its bytes and link are not known yet. */
export function said(
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

/** What is told of a row that is not said. */
export function unsaid(
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
