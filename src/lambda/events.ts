import * as z from 'zod/mini';
import { linkSeconds } from '../config.ts';
import { parseRequest } from '../http/requests.ts';

const batchInput = z.looseObject({
  template: z.optional(z.string()),
  campaign: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/))),
  name: z._default(z.string().check(z.minLength(1), z.maxLength(200)), '{hash}'),
  url_seconds: z.optional(linkSeconds),
});

/** Rows at most: the answer has to stay small. */
const MOST_ROWS = 10_000;
const batchEvent = z.object({
  Items: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MOST_ROWS)),
  BatchInput: z._default(batchInput, { name: '{hash}' }),
});

/** Rows of a campaign, as the Distributed Map of Step Functions gives them. */
export interface BatchEvent {
  readonly items: readonly unknown[];
  readonly template: string | null;
  /** The folder below `batch/` that the files go into; null for `batch/` itself. */
  readonly campaign: string | null;
  /** What each file is called, with columns in braces. */
  readonly name: string;
  readonly urlSeconds: number | null;
  /** The options of the render, as in a request. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Parses a batch event. @throws StitchError request/malformed. */
export function parseBatchEvent(event: unknown): BatchEvent {
  const { Items, BatchInput } = parseRequest(batchEvent, event, 'the event');
  const { template, campaign, name, url_seconds: urlSeconds, ...options } = BatchInput;
  return {
    items: Items,
    template: template ?? null,
    campaign: campaign ?? null,
    name,
    urlSeconds: urlSeconds ?? null,
    options,
  };
}

/** What kind of invocation an event is. */
export type EventKind = 'http' | 'batch' | 'direct' | 'unknown';

/** Tells by an event's shape what it is. */
export function kindOf(event: unknown): EventKind {
  if (typeof event !== 'object' || event === null) return 'unknown';
  if ('Items' in event) return 'batch';
  const { requestContext } = event as { requestContext?: unknown };
  if (typeof requestContext === 'object' && requestContext !== null) {
    if ('httpMethod' in event && typeof event.httpMethod === 'string') return 'http';
    if ('rawPath' in event && 'http' in requestContext) return 'http';
    return 'unknown';
  }
  return 'message' in event || 'audio_files' in event ? 'direct' : 'unknown';
}
