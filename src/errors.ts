/**
 * Everything that can go wrong, by name. Only the CLI (exit codes) and the HTTP app (statuses)
 * translate these; nothing in between looks at them to decide what to do.
 */
export type ErrorCode =
  /** An option, flag or environment variable has a value that cannot be used. */
  | 'usage/option'
  /** The profile asks for what its container or codec does not have. */
  | 'profile/unsupported'
  /** There is nothing to say: no words at all, or none left. */
  | 'message/empty'
  /** Words of the message have no clip. */
  | 'message/missing'
  /** The render would be longer than anyone can mean. */
  | 'message/too-long'
  /** A row of a campaign cannot be read, or is not fit to be said. */
  | 'batch/bad-row'
  /** A campaign that a state machine was to say broke off. */
  | 'batch/run-failed'
  /** The root holds no clip. */
  | 'library/empty'
  /** clips.csv cannot be read. */
  | 'library/clips-csv'
  /** There is no such clip. */
  | 'clip/not-found'
  /** The file is not in an audio format that is read. */
  | 'clip/not-audio'
  /** The file holds no audio. */
  | 'clip/empty'
  /** The file is in a known container with a codec that is not read. */
  | 'clip/unsupported'
  /** The file contradicts itself, or says what cannot be. */
  | 'clip/corrupt'
  /** The key would leave the root, or is no key at all. */
  | 'repo/bad-key'
  /** The place, or the named file in it, is not there. */
  | 'repo/not-found'
  /** The place is there, and reading or writing it is refused. */
  | 'repo/forbidden'
  /** Storage did not answer in time. */
  | 'repo/timeout'
  /** Storage failed in another way. */
  | 'repo/unavailable'
  /** A request that cannot be read, or asks for what is not there. */
  | 'request/malformed'
  | 'request/unauthorized'
  | 'request/forbidden'
  | 'request/not-found'
  | 'request/method'
  | 'request/not-acceptable'
  | 'request/too-large'
  | 'request/media-type'
  | 'request/range'
  /** More is asked for at once than the service takes on. */
  | 'request/busy'
  /** The work took longer than a request may. */
  | 'request/deadline'
  /** Nobody waits for the answer any more. */
  | 'request/gone'
  /** The service is about to stop. */
  | 'request/stopping'
  /** A fault of ours. */
  | 'internal/fault';

/**
 * The one error of this program. `message` names the thing and the remedy in a sentence that can be
 * shown to a user; `cause` keeps what was thrown below; `details` is for programs.
 */
export class StitchError extends Error {
  override readonly name = 'StitchError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** What a thrown value says, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
