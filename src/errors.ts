/** Codes of all errors. Only the CLI (exit codes) and the HTTP app (statuses) translate them. */
export type ErrorCode =
  /** An option has a value that cannot be used. */
  | 'usage/option'
  /** The format does not have what the options ask for. */
  | 'profile/unsupported'
  /** The message has no words, or none that has a clip. */
  | 'message/empty'
  /** Words of the message have no clip. */
  | 'message/missing'
  /** A value of the text cannot be read; the message says what it may mean. */
  | 'message/unreadable'
  /** The message or its render exceeds a limit of length. */
  | 'message/too-long'
  /** A row of a campaign cannot be read, or cannot be said. */
  | 'batch/bad-row'
  /** A campaign in AWS broke off. */
  | 'batch/run-failed'
  /** The root holds no clip. */
  | 'library/empty'
  /** The roots have no folder for the language. */
  | 'library/language'
  /** Two folders are of one language. */
  | 'library/folders'
  /** clips.csv cannot be read. */
  | 'library/clips-csv'
  /** There is no such clip. */
  | 'clip/not-found'
  /** The clip is not the one that was seen: somebody else wrote it meanwhile. */
  | 'clip/changed'
  /** The file's format is not supported. */
  | 'clip/not-audio'
  /** The file holds no audio. */
  | 'clip/empty'
  /** The file is in a known container with an encoding that is not supported. */
  | 'clip/unsupported'
  /** The file is damaged. */
  | 'clip/corrupt'
  /** The key would leave the root, or is not a valid key. */
  | 'repo/bad-key'
  /** The folder, bucket or file is not there. */
  | 'repo/not-found'
  /** Reading or writing is not permitted. */
  | 'repo/forbidden'
  /** Storage did not answer in time. */
  | 'repo/timeout'
  /** Storage failed in another way. */
  | 'repo/unavailable'
  /** The request cannot be read. */
  | 'request/malformed'
  | 'request/unauthorized'
  | 'request/forbidden'
  | 'request/not-found'
  | 'request/method'
  | 'request/not-acceptable'
  | 'request/too-large'
  | 'request/media-type'
  | 'request/range'
  /** The service is at its limit; retry later. */
  | 'request/busy'
  /** The work exceeded the request's deadline. */
  | 'request/deadline'
  /** The client disconnected. */
  | 'request/gone'
  /** The service is about to stop. */
  | 'request/stopping'
  /** Internal error. */
  | 'internal/fault';

/** A word of a message that has no clip. */
export interface MissingWordDetails {
  readonly kind: 'missing';
  /** As it stands in the message, and where: UTF-16 code units [start, end). */
  readonly word: string;
  readonly span: { readonly start: number; readonly end: number };
  /** Words to record so that it can be said. */
  readonly needs: readonly string[];
  readonly nearest: readonly { readonly clip: string; readonly says: string }[];
}

/** Details of errors, by code. */
interface DetailsByCode {
  'message/missing': { readonly missing?: readonly MissingWordDetails[] };
  'message/empty': { readonly missing?: readonly MissingWordDetails[] };
  /** Faults of a request, by field. */
  'request/malformed': {
    readonly errors?: readonly { readonly field: string; readonly detail: string }[];
  };
  /** The languages that there are. */
  'library/language': { readonly languages?: readonly string[] };
  'request/busy': { readonly retry_after_seconds?: number };
  'request/deadline': { readonly retry_after_seconds?: number };
  /** Bytes of the file whose range was asked for. */
  'request/range': { readonly length?: number };
  /** Whether there may be nothing behind the refusal. */
  'repo/forbidden': { readonly mayBeAbsent?: boolean };
  'batch/run-failed': { readonly run?: string };
  'internal/fault': { readonly asked?: unknown; readonly made?: unknown };
}

/** Details of any error. */
interface CommonDetails {
  /** The option that has to change, by its name in `Options`, `CommandOptions` or `ServiceOptions`. */
  readonly option?: string;
}

type Intersection<U> = (U extends unknown ? (of: U) => void : never) extends (of: infer I) => void
  ? I
  : never;

/** The details of errors: all that there may be. */
export type ErrorDetails = CommonDetails &
  Partial<Intersection<DetailsByCode[keyof DetailsByCode]>>;

/** The details of an error of a code. */
export type ErrorDetailsOf<C extends ErrorCode> = CommonDetails &
  (C extends keyof DetailsByCode ? DetailsByCode[C] : unknown);

/**
 * The one error of this program. `message` states the fact and the remedy, and can be shown to a user;
 * `cause` keeps the error below; `details` is for programs, and typed by `code`: see `isStitchError`.
 */
export class StitchError extends Error {
  override readonly name = 'StitchError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** Whether a thrown value is an error of this program with that code, which types its details. */
export function isStitchError<C extends ErrorCode>(
  thrown: unknown,
  code: C,
): thrown is StitchError & { readonly code: C; readonly details: ErrorDetailsOf<C> } {
  return thrown instanceof StitchError && thrown.code === code;
}

/** The message of a thrown value, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
