import type { ErrorCode } from '../errors.ts';

const EXIT_USAGE = 2;
export const EXIT_INTERNAL = 1;

/** Exit codes: 1 internal error, 2 wrong usage, 3 cannot be said, 4 unreadable clip, 5 storage failed. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  'usage/option': EXIT_USAGE,
  'profile/unsupported': EXIT_USAGE,
  'message/empty': 3,
  'message/missing': 3,
  'message/unreadable': 3,
  'message/too-long': 3,
  'batch/bad-row': 3,
  'batch/run-failed': 5,
  'library/empty': 3,
  'library/language': 3,
  'library/clips-csv': 4,
  'clip/not-found': 4,
  'clip/changed': 5,
  'clip/not-audio': 4,
  'clip/empty': 4,
  'clip/unsupported': 4,
  'clip/corrupt': 4,
  'repo/bad-key': EXIT_USAGE,
  'repo/not-found': 5,
  'repo/forbidden': 5,
  'repo/timeout': 5,
  'repo/unavailable': 5,
  'request/malformed': EXIT_USAGE,
  'request/unauthorized': EXIT_USAGE,
  'request/forbidden': EXIT_USAGE,
  'request/not-found': EXIT_USAGE,
  'request/method': EXIT_USAGE,
  'request/not-acceptable': EXIT_USAGE,
  'request/too-large': EXIT_USAGE,
  'request/media-type': EXIT_USAGE,
  'request/range': EXIT_USAGE,
  'request/busy': 5,
  'request/deadline': 5,
  'request/gone': 5,
  'request/stopping': 5,
  'internal/fault': EXIT_INTERNAL,
};
