import type { ReadyPlan } from '../../render/renderer.ts';
import { StitchError } from '../../errors.ts';
import { missingSteps } from '../../message/plan.ts';
import type { ManifestEntry } from './manifest.ts';
import type { Recipient } from '../recipients.ts';

/** What is told of a row that is said; its bytes and link are not known yet. */
export function said(
  { row, id }: Recipient,
  { plan, said: words, id: hash }: ReadyPlan,
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
    said: words,
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
