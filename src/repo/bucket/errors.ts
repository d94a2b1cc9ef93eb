import { type ErrorCode, messageOf, StitchError } from '../../errors.ts';

/** An operation on S3, as errors name it. */
export interface S3Operation {
  readonly verb: keyof typeof PERMISSIONS;
  /** The s3:// address of the value or of the repo. */
  readonly address: string;
  readonly bucket: string;
  /** Null for AWS. */
  readonly endpoint: string | null;
  readonly timeoutMs: number;
}

/** IAM permissions that each operation needs. */
const PERMISSIONS = {
  list: 's3:ListBucket',
  read: 's3:GetObject',
  write: 's3:PutObject',
  delete: 's3:DeleteObject',
  touch: 's3:GetObject and s3:PutObject',
} as const;

/** Fields of the client's errors that identify the failure. */
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

/** HTTP status of an error; undefined without an answer. */
export function statusOf(thrown: unknown): number | undefined {
  return (thrown as Thrown).$metadata?.httpStatusCode;
}

/** True where nothing exists at the key; a HEAD answers so for a missing bucket too. */
export function isMissing(thrown: unknown): boolean {
  const { name } = thrown as Thrown;
  return name === 'NoSuchKey' || name === 'NotFound';
}

/** True for a HEAD answered by 400, which has no body with the reason. */
export function isBareBadRequest(thrown: unknown): boolean {
  return (
    statusOf(thrown) === 400 && /^(Unknown.*|BadRequest|400)$/.test((thrown as Thrown).name ?? '')
  );
}

/** True for a 403 without a reason, as S3 answers for a missing key that may not be listed. */
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

/** Refusals about the credentials, not the operation. */
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

/** Explains an AWS client's error about credentials or region; null for any other error. */
export function credentialsProblem(thrown: unknown): readonly [ErrorCode, string] | null {
  const { name = '', message = '' } = thrown as Thrown;
  const explainProblem = CREDENTIALS_PROBLEMS[name];
  if (explainProblem !== undefined) return ['repo/forbidden', explainProblem(thrown as Thrown)];
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(name))
    return [
      'repo/forbidden',
      `there are no usable AWS credentials (${message}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or run "aws configure"`,
    ];
  if (/Region is missing/.test(message))
    return ['repo/unavailable', 'no region is known; set AWS_REGION, as in AWS_REGION=eu-west-1'];
  return null;
}

const UNREACHABLE_CODES = [
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
];
const BROKEN_CONNECTION_CODES = [
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
];

/** Converts the client's error to a StitchError that names the address and the remedy. */
export function bucketError(thrown: unknown, operation: S3Operation): StitchError {
  if (thrown instanceof StitchError) return thrown;
  const [code, explanation, details = {}] = explain(thrown as Thrown, operation);
  return new StitchError(code, `${operation.address}: ${explanation}`, { cause: thrown, details });
}

/** Code, message after the address, and details of an error. */
type Explained = readonly [ErrorCode, string, Readonly<Record<string, unknown>>?];

function explain(thrown: Thrown, operation: S3Operation): Explained {
  const { name = '' } = thrown;
  const { bucket, endpoint, timeoutMs, verb } = operation;
  const service = endpoint ?? 'AWS';
  const credentials = credentialsProblem(thrown);
  if (credentials !== null) return credentials;
  if (name === 'NoSuchBucket')
    return [
      'repo/not-found',
      `there is no bucket ${bucket} at ${service}; check the name, or create it`,
    ];
  const region = regionProblem(thrown, bucket);
  if (region !== null) return ['repo/unavailable', region];
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

function networkProblem(thrown: Thrown, service: string, timeoutMs: number): Explained {
  const { name = '', message = '', code = '' } = thrown;
  const status = statusOf(thrown);
  // Before timeouts: the client names a reset connection one.
  if (
    name !== 'AbortError' &&
    (BROKEN_CONNECTION_CODES.includes(code) || /aborted|socket hang up/.test(message))
  )
    return [
      'repo/unavailable',
      `the connection to ${service} broke, in several attempts; try again`,
    ];
  if (/^(TimeoutError|AbortError)$/.test(name) || code === 'ETIMEDOUT')
    return [
      'repo/timeout',
      `${service} did not answer in time (${timeoutMs / 1000} s, several attempts); try again, or allow more seconds`,
      { option: 's3TimeoutSeconds' },
    ];
  if (UNREACHABLE_CODES.includes(code))
    return [
      'repo/unavailable',
      `${service} cannot be reached (${code}); check the network, the region and the endpoint`,
    ];
  if (status === 503 || status === 429 || name === 'SlowDown')
    return [
      'repo/unavailable',
      `${service} is too busy (${name || status}), after several attempts; try again later`,
    ];
  // The client reports an answer that is not XML as a parse error.
  const reason = /XML|Deserialization/.test(message) ? thrown.$response?.reason : message;
  return [
    'repo/unavailable',
    `${service} failed: ${reason || name}${status ? ` (HTTP ${status})` : ''}${(status ?? 0) >= 500 ? '; try again later' : ''}`,
  ];
}

/** Error for a successful answer without the fields of S3. */
export function notS3({ address, endpoint }: S3Operation): StitchError {
  return new StitchError(
    'repo/unavailable',
    `${address}: ${endpoint ?? 'AWS'} is not an S3 service; check the endpoint and any proxy`,
  );
}

/** Error for a value that is absent or forbidden: without leave to list, S3 does not say which. */
export function mayBeAbsent(error: StitchError): StitchError {
  return new StitchError(
    error.code,
    `${error.message}; it may also not exist: without s3:ListBucket S3 does not say`,
    { cause: error.cause, details: { ...error.details, mayBeAbsent: true } },
  );
}

/** True where reading a body broke off for a reason that may pass. */
export function isRetryable(thrown: unknown): boolean {
  const { code = '', name } = thrown as Thrown;
  return (
    BROKEN_CONNECTION_CODES.includes(code) ||
    name === 'TimeoutError' ||
    /aborted|premature|incomplete/i.test(messageOf(thrown))
  );
}
