import { type ErrorCode, messageOf, StitchError } from '../../errors.ts';

/** What was being done, for an error to name. */
export interface S3Operation {
  readonly verb: keyof typeof PERMISSIONS;
  /** The s3:// address of the value or of the place. */
  readonly address: string;
  readonly bucket: string;
  /** The service, where it is not AWS. */
  readonly endpoint: string | null;
  readonly timeoutMs: number;
}

/** What one must be allowed for each. */
const PERMISSIONS = {
  list: 's3:ListBucket',
  read: 's3:GetObject',
  write: 's3:PutObject',
  delete: 's3:DeleteObject',
  touch: 's3:GetObject and s3:PutObject',
} as const;

/** The parts of what the client throws that tell what happened. */
interface Thrown {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: {
    readonly reason?: string;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** The HTTP status that came with an error, or undefined. */
export function statusOf(thrown: unknown): number | undefined {
  return (thrown as Thrown).$metadata?.httpStatusCode;
}

/** Whether the answer was that there is nothing at the key; a HEAD says so of a missing bucket too. */
export function isMissing(thrown: unknown): boolean {
  const { name } = thrown as Thrown;
  return name === 'NoSuchKey' || name === 'NotFound';
}

/** Whether a HEAD was answered that the request is bad: its answer has no body to say how. */
export function isBareBadRequest(thrown: unknown): boolean {
  return (
    statusOf(thrown) === 400 && /^(Unknown.*|BadRequest|400)$/.test((thrown as Thrown).name ?? '')
  );
}

/** Whether the service refused without a word why, as it does for a missing key that may not be listed. */
export function isBareRefusal(thrown: unknown): boolean {
  const { name } = thrown as Thrown;
  return statusOf(thrown) === 403 && !(String(name) in CREDENTIALS_PROBLEMS);
}

type Explain = (thrown: Thrown) => string;

const EXPIRED: Explain = () =>
  'the credentials have expired; get new ones (aws sso login, or a new session token)';
const INVALID: Explain = ({ name }) =>
  `the credentials are not accepted (${name}); check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile`;
const SKEWED: Explain = () =>
  "this machine's clock is wrong by more than the service allows; set the clock";

/** Refusals that are about who asks, and not about what. */
const CREDENTIALS_PROBLEMS: Readonly<Record<string, Explain>> = {
  ExpiredToken: EXPIRED,
  ExpiredTokenException: EXPIRED,
  TokenRefreshRequired: EXPIRED,
  InvalidAccessKeyId: INVALID,
  InvalidToken: INVALID,
  InvalidClientTokenId: INVALID,
  SignatureDoesNotMatch: INVALID,
  UnrecognizedClientException: INVALID,
  RequestTimeTooSkewed: SKEWED,
  RequestExpired: SKEWED,
  RequestInTheFuture: SKEWED,
};

/** What is wrong with who asks, by what a client of AWS threw; null where it is something else. */
export function credentialsProblem(thrown: unknown): readonly [ErrorCode, string] | null {
  const { name = '', message = '' } = thrown as Thrown;
  const account = CREDENTIALS_PROBLEMS[name];
  if (account !== undefined) return ['repo/forbidden', account(thrown as Thrown)];
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name))
    return [
      'repo/forbidden',
      `there are no usable AWS credentials (${message}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run "aws configure"`,
    ];
  if (/Region is missing/.test(message))
    return ['repo/unavailable', 'no region is known; set AWS_REGION, as in AWS_REGION=eu-west-1'];
  return null;
}

const UNREACHED = [
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
];
const BROKEN = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'];

/** What the client threw as an error of ours that names the address and the remedy. */
export function bucketError(thrown: unknown, attempted: S3Operation): StitchError {
  if (thrown instanceof StitchError) return thrown;
  const [code, what] = explain(thrown as Thrown, attempted);
  return new StitchError(code, `${attempted.address}: ${what}`, { cause: thrown });
}

function explain(thrown: Thrown, attempted: S3Operation): readonly [ErrorCode, string] {
  const { name = '' } = thrown;
  const { bucket, endpoint, timeoutMs, verb } = attempted;
  const service = endpoint ?? 'AWS';
  const account = credentialsProblem(thrown);
  if (account !== null) return account;
  if (name === 'NoSuchBucket')
    return [
      'repo/not-found',
      `there is no bucket ${bucket} at ${service}; check the name, or make it`,
    ];
  const elsewhere = regionProblem(thrown, bucket);
  if (elsewhere !== null) return ['repo/unavailable', elsewhere];
  if (statusOf(thrown) === 403)
    return [
      'repo/forbidden',
      `access is denied; give the credentials in use the permission ${PERMISSIONS[verb]} there, or use others`,
    ];
  return networkProblem(thrown, service, timeoutMs);
}

function regionProblem(thrown: Thrown, bucket: string): string | null {
  const region = thrown.Region ?? thrown.$response?.headers?.['x-amz-bucket-region'];
  const isWrong =
    statusOf(thrown) === 301 ||
    /^(PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(
      thrown.name ?? '',
    );
  if (!isWrong) return null;
  return region === undefined
    ? `the bucket ${bucket} is in another region than asked for; set AWS_REGION to the bucket's`
    : `the bucket ${bucket} is in the region ${region}; set AWS_REGION=${region}`;
}

function networkProblem(
  thrown: Thrown,
  service: string,
  timeoutMs: number,
): readonly [ErrorCode, string] {
  const { name = '', message = '', code = '' } = thrown;
  const status = statusOf(thrown);
  // Before the time-outs: the client calls a reset connection one.
  if (name !== 'AbortError' && (BROKEN.includes(code) || /aborted|socket hang up/.test(message)))
    return ['repo/unavailable', `the connection to ${service} broke, several times; try again`];
  if (/^(TimeoutError|AbortError)$/.test(name) || code === 'ETIMEDOUT')
    return [
      'repo/timeout',
      `${service} did not answer in time (${timeoutMs / 1000} s, several tries); try again, or give --s3-timeout more seconds`,
    ];
  if (UNREACHED.includes(code))
    return [
      'repo/unavailable',
      `${service} cannot be reached (${code}); check the network, the region and the endpoint`,
    ];
  if (status === 503 || status === 429 || name === 'SlowDown')
    return [
      'repo/unavailable',
      `${service} is too busy (${name || status}), after several tries; try again later`,
    ];
  // An answer that is no XML is told by the client as trouble with parsing.
  const what = /XML|Deserialization/.test(message) ? thrown.$response?.reason : message;
  return [
    'repo/unavailable',
    `${service} failed: ${what || name}${status ? ` (HTTP ${status})` : ''}${(status ?? 0) >= 500 ? '; try again later' : ''}`,
  ];
}

/** For an answer that says that all is well, and has nothing of what S3 says then. */
export function notS3({ address, endpoint }: S3Operation): StitchError {
  return new StitchError(
    'repo/unavailable',
    `${address}: what answers at ${endpoint ?? 'AWS'} is no S3 service; check the endpoint, and what is on the way`,
  );
}

/** For a value that may be absent or forbidden: who may not list is not told which. */
export function mayBeAbsent(error: StitchError): StitchError {
  return new StitchError(
    error.code,
    `${error.message}; or it is not there: without s3:ListBucket S3 does not tell`,
    { cause: error.cause, details: { mayBeAbsent: true } },
  );
}

/** Whether reading an answer's body broke off for a reason that may pass. */
export function isWorthAnotherTry(thrown: unknown): boolean {
  const { code = '', name } = thrown as Thrown;
  return (
    BROKEN.includes(code) ||
    name === 'TimeoutError' ||
    /aborted|premature|incomplete/i.test(messageOf(thrown))
  );
}
