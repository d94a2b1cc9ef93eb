import * as z from 'zod/mini';
import type { TemplateSource } from '../../campaign/templates.ts';
import { StitchError } from '../../errors.ts';
import { parseRequest } from '../../http/requests.ts';
import { linkSeconds } from '../../options/schemas.ts';
import { CAMPAIGN_NAME_PATTERN } from '../step-functions/runs.ts';

/** Campaign name: names that begin with "_" are reserved for Step Functions. */
const campaignName = z.string().check(z.regex(CAMPAIGN_NAME_PATTERN));
/** Run name, as valid for an execution of Step Functions. */
const runName = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/));
const batchInput = z.looseObject({
  template: z.optional(z.union([z.string(), z.record(z.string(), z.string())])),
  campaign: z.optional(campaignName),
  run: z.optional(runName),
  name: z._default(z.string().check(z.minLength(1), z.maxLength(200)), '{hash}'),
  url_seconds: z.optional(linkSeconds),
});

/** Limits that keep the answer below 6 MB; links are long. */
const MAX_ROWS = 1000;
const MAX_ROWS_WITH_LINKS = 500;
const batchEvent = z.object({
  Items: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_ROWS)),
  BatchInput: z._default(batchInput, { name: '{hash}' }),
});
/** A row of a run, with its index in the CSV. */
const numbered = z.object({ index: z.int().check(z.minimum(0)), row: z.unknown() });

/** Rows of a campaign, as the Distributed Map of Step Functions sends them. */
export interface BatchEvent {
  readonly items: readonly BatchItem[];
  /** Run of a state machine, whose manifest has a part for this batch; null where the answer has the results. */
  readonly run: { readonly campaign: string; readonly name: string } | null;
  readonly template: TemplateSource;
  /** Folder below `batch/` for the files; null for `batch/` itself. */
  readonly campaign: string | null;
  /** Pattern of file names, with columns in braces. */
  readonly name: string;
  readonly urlSeconds: number | null;
  /** Options of the render, as in a request. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** A row of a batch. */
export interface BatchItem {
  /** Row number from 1; the header does not count. */
  readonly row: number;
  readonly values: unknown;
}

/** Parses a batch event. @throws StitchError request/malformed. */
export function parseBatchEvent(event: unknown): BatchEvent {
  const { Items, BatchInput } = parseRequest(batchEvent, event, 'the event');
  const { template, campaign, run, name, url_seconds: urlSeconds, ...options } = BatchInput;
  if (run !== undefined && campaign === undefined) {
    throw new StitchError(
      'request/malformed',
      'BatchInput has a run without a campaign; add campaign',
    );
  }
  if (run === undefined && urlSeconds !== undefined && Items.length > MAX_ROWS_WITH_LINKS) {
    const message = `the event has ${Items.length} rows, the limit with url_seconds is ${MAX_ROWS_WITH_LINKS}; send fewer`;
    throw new StitchError('request/malformed', message);
  }
  const items = Items.map((item, i) => {
    if (run === undefined) return { row: i + 1, values: item };
    const parsed = numbered.safeParse(item);
    if (parsed.success) return { row: parsed.data.index + 1, values: withoutMark(parsed.data.row) };
    const message = `Items[${i}] is not a row of a run; give {"index": 0, "row": { … }}`;
    throw new StitchError('request/malformed', message);
  });
  return {
    items,
    run: run === undefined ? null : { campaign: campaign!, name: run },
    template: template ?? null,
    campaign: campaign ?? null,
    name,
    urlSeconds: urlSeconds ?? null,
    options,
  };
}

/** Removes a CSV's byte order mark, which Step Functions leaves in the name of the first column. */
function withoutMark(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const entries = Object.entries(row);
  if (!entries[0]?.[0].startsWith('\uFEFF')) return row;
  return Object.fromEntries(entries.map(([name, value]) => [name.replace(/^\uFEFF/, ''), value]));
}

const summaryEvent = z.object({
  campaign: campaignName,
  run: runName,
  results: z.string().check(z.regex(/^(.*\/)?batch\/_runs\/[\w-]+\/manifest\.json$/)),
  rows: z.object({ total: z.int().check(z.minimum(0)) }),
});

/** Request to summarize a finished run. */
export interface SummaryEvent {
  readonly campaign: string;
  readonly run: string;
  /** Key below `batch/` of the list of results that the state machine wrote. */
  readonly resultsKey: string;
  /** Rows of the CSV. */
  readonly rows: number;
}

/** Parses the state machine's request at the end of a run. @throws StitchError request/malformed. */
export function parseSummaryEvent(event: unknown): SummaryEvent {
  const { Tally } = parseRequest(z.object({ Tally: summaryEvent }), event, 'the event');
  const { campaign, run, results, rows } = Tally;
  const resultsKey = results.slice(results.lastIndexOf('batch/_runs/') + 'batch/'.length);
  return { campaign, run, resultsKey, rows: rows.total };
}

/** Kind of an invocation. */
export type EventKind = 'http' | 'batch' | 'tally' | 'direct' | 'unknown';

/** Classifies an event by its shape. */
export function kindOf(event: unknown): EventKind {
  if (typeof event !== 'object' || event === null) return 'unknown';
  if ('Items' in event) return 'batch';
  if ('Tally' in event) return 'tally';
  if ('requestContext' in event && ('httpMethod' in event || 'rawPath' in event)) return 'http';
  return 'message' in event || 'audio_files' in event ? 'direct' : 'unknown';
}

const METHOD = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/;
const path = z.string().check(z.regex(/^\/[^\\\s]*$/));
const headerValue = z.optional(z.nullable(z.string().check(z.regex(/^[^\0\r\n]*$/))));
const headerName = z.string().check(z.regex(/^[!#$%&'*+.^_`|~\dA-Za-z-]{1,100}$/));
const headers = z.optional(z.nullable(z.record(headerName, headerValue)));
const domainName = z.string().check(
  z.regex(/^[A-Za-z0-9.-]{1,255}(:\d{1,5})?$/),
  z.refine((host) => URL.canParse(`https://${host}`)),
);
const commonFields = {
  headers,
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.optional(z.boolean()),
};
const texts = z.optional(z.nullable(z.record(z.string(), z.optional(z.nullable(z.string())))));
const lists = z.optional(
  z.nullable(z.record(z.string(), z.optional(z.nullable(z.array(z.string()))))),
);

const restEvent = z.object({
  ...commonFields,
  httpMethod: z.string().check(z.regex(METHOD)),
  path,
  resource: z.optional(z.string()),
  pathParameters: texts,
  multiValueHeaders: z.optional(
    z.nullable(
      z.record(
        headerName,
        z.optional(z.nullable(z.array(z.string().check(z.regex(/^[^\0\r\n]*$/))))),
      ),
    ),
  ),
  queryStringParameters: texts,
  multiValueQueryStringParameters: lists,
  requestContext: z.object({ domainName, path: z.optional(path) }),
});
const httpEvent = z.object({
  ...commonFields,
  rawPath: path,
  rawQueryString: z.optional(z.string()),
  cookies: z.optional(z.array(z.string().check(z.regex(/^[^\0\r\n]*$/)))),
  requestContext: z.object({
    domainName,
    stage: z.optional(z.string()),
    http: z.object({ method: z.string().check(z.regex(METHOD)) }),
  }),
});

/** A validated request of API Gateway or a function URL. */
export interface HttpEvent {
  /** Event for Hono's adapter. */
  readonly event: unknown;
  /** URL of the service, with the path before its routes. */
  readonly baseUrl: string;
}

/**
 * Parses an event of a REST API (version 1), or of an HTTP API or a function URL (version 2), and removes the
 * prefix of the stage or custom domain from its path. @throws StitchError request/malformed.
 */
export function parseHttpEvent(event: unknown): HttpEvent {
  return typeof event === 'object' && event !== null && 'rawPath' in event
    ? parseVersion2(event)
    : parseVersion1(event);
}

function parseVersion1(given: unknown): HttpEvent {
  const event = parseRequest(restEvent, given, 'the event');
  const { domainName: host, path: whole = event.path } = event.requestContext;
  const proxied = event.pathParameters?.proxy;
  // With a custom domain, the path begins with its mapping; the resource never does.
  const own =
    event.resource === '/{proxy+}' && proxied ? `/${proxied}` : (ownRoute(event) ?? event.path);
  const tail = own === '/' && !whole.endsWith('/') ? '' : own;
  const before = whole.endsWith(tail) ? whole.slice(0, whole.length - tail.length) : '';
  return {
    event: { ...event, path: own, ...bodyOf(event, event.httpMethod) },
    baseUrl: `https://${host}${before}`,
  };
}

/** Returns the resource where it is a route without parameters. */
function ownRoute({ resource }: z.output<typeof restEvent>): string | null {
  return resource !== undefined && /^\/[\w.-]*$/.test(resource) ? resource : null;
}

function parseVersion2(given: unknown): HttpEvent {
  const event = parseRequest(httpEvent, given, 'the event');
  const { domainName: host, stage, http } = event.requestContext;
  const before = stage === undefined || stage === '$default' ? '' : `/${stage}`;
  const hasStage = before !== '' && `${event.rawPath}/`.startsWith(`${before}/`);
  const rawPath = hasStage ? event.rawPath.slice(before.length) || '/' : event.rawPath;
  return {
    event: { ...event, rawPath, ...bodyOf(event, http.method) },
    baseUrl: `https://${host}${hasStage ? before : ''}`,
  };
}

/** Body of the request; none for a GET. @throws StitchError request/malformed for invalid base64. */
function bodyOf(
  {
    body,
    isBase64Encoded,
  }: { body?: string | null | undefined; isBase64Encoded?: boolean | undefined },
  method: string,
) {
  if (!body || method === 'GET' || method === 'HEAD') return { body: null, isBase64Encoded: false };
  if (!isBase64Encoded || isBase64(body))
    return { body, isBase64Encoded: isBase64Encoded ?? false };
  throw new StitchError(
    'request/malformed',
    'the body of the event is not base64; encode it, or set isBase64Encoded to false',
  );
}

/** Looks for what does not belong: a pattern of the whole would overflow the stack for a body of 5 MB. */
function isBase64(text: string): boolean {
  return text.length % 4 === 0 && !/[^A-Za-z0-9+/]/.test(text.replace(/={1,2}$/, ''));
}
