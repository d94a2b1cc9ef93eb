import { type ErrorCode, messageOf, StitchError } from '../errors.ts';
import type { MissingStep } from '../message/plan.ts';

/** The HTTP status of each code. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  'usage/option': 400,
  'profile/unsupported': 400,
  'request/malformed': 400,
  'repo/bad-key': 400,
  'request/unauthorized': 401,
  'request/forbidden': 403,
  'request/not-found': 404,
  'clip/not-found': 404,
  'request/method': 405,
  'request/not-acceptable': 406,
  'clip/changed': 409,
  'request/too-large': 413,
  'message/too-long': 413,
  'request/media-type': 415,
  'request/range': 416,
  'message/empty': 422,
  'message/missing': 422,
  'message/unreadable': 422,
  'library/language': 422,
  'batch/bad-row': 422,
  'batch/run-failed': 502,
  'clip/not-audio': 422,
  'clip/empty': 422,
  'clip/unsupported': 422,
  'clip/corrupt': 422,
  'request/busy': 429,
  // Nobody sees it but the log, where nginx's number says so.
  'request/gone': 499,
  'internal/fault': 500,
  'library/empty': 502,
  'library/folders': 502,
  'library/clips-csv': 502,
  'repo/not-found': 502,
  'repo/forbidden': 502,
  'repo/unavailable': 502,
  'request/stopping': 503,
  'repo/timeout': 504,
  'request/deadline': 504,
};

/** Error names by which Step Functions decide on a retry. */
const STEP_FUNCTIONS_NAMES: Partial<Record<ErrorCode, string>> = {
  'repo/timeout': 'Storage',
  'repo/unavailable': 'Storage',
  'request/deadline': 'Deadline',
};

/** Name of a failure for Step Functions, which do not retry `Refused`. */
export function stepFunctionsName(code: ErrorCode): string {
  return STEP_FUNCTIONS_NAMES[code] ?? 'Refused';
}

/** Public texts of failures whose own messages name places inside the service. */
const PUBLIC_DETAIL: Partial<Record<ErrorCode, string>> = {
  'internal/fault': 'internal error; give the request_id to the operator of this service',
  'library/empty': 'the library of this service has no clips; tell its operator the request_id',
  'library/folders':
    'two folders of this service are of one language; tell its operator the request_id',
  'library/clips-csv':
    'the clips.csv of this service cannot be read; tell its operator the request_id',
  'repo/not-found': 'the storage of this service is not there; tell its operator the request_id',
  'repo/forbidden': 'the storage of this service refused; tell its operator the request_id',
  'repo/unavailable':
    'the storage of this service failed; try again, or tell its operator the request_id',
  'repo/timeout':
    'the storage of this service did not answer in time; try again, or tell its operator the request_id',
};

/** An error as RFC 9457 has it, with what programs want besides. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** The fact and the remedy, for people. */
  readonly detail: string;
  readonly success: false;
  readonly code: ErrorCode;
  readonly request_id: string;
  /** Of a message that cannot be said: the words without a clip. */
  readonly missing?: readonly MissingStep[];
  /** Of a message that cannot be said: what to record. */
  readonly record?: readonly string[];
  /** Of a request that cannot be read: what is wrong with each field. */
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
  readonly retry_after_seconds?: number;
  /** Of a range past the end: how many bytes there are. */
  readonly length?: number;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  499: 'Client Closed Request',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/**
 * The form of a failure for its caller. @param isOwner whether that is the operator of the service, who is told of places
 * inside it.
 */
export function problemOf(error: unknown, requestId: string, isOwner = false): Problem {
  const known = error instanceof StitchError ? error : null;
  const code = known?.code ?? 'internal/fault';
  const status = HTTP_STATUS[code];
  const { missing, errors, retry_after_seconds, length } = (known?.details ??
    {}) as Partial<Problem>;
  return {
    type: 'about:blank',
    title: TITLES[status]!,
    status,
    detail: ((!isOwner || known === null) && PUBLIC_DETAIL[code]) || messageOf(error),
    success: false,
    code,
    request_id: requestId,
    ...(missing && { missing, record: [...new Set(missing.flatMap(({ needs }) => needs))] }),
    ...(errors && { errors }),
    ...(retry_after_seconds !== undefined && { retry_after_seconds }),
    ...(length !== undefined && { length }),
  };
}

/** The headers that go with a problem. */
export function problemHeaders({
  code,
  retry_after_seconds,
  length,
}: Problem): Record<string, string> {
  return {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...(code === 'request/unauthorized' && { 'WWW-Authenticate': 'Bearer' }),
    ...(retry_after_seconds !== undefined && { 'Retry-After': String(retry_after_seconds) }),
    ...(length !== undefined && { 'Content-Range': `bytes */${length}` }),
  };
}
