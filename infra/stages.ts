/** Who may call the API: by an API key with a usage plan, or by AWS's signature of a principal. */
export type Authorisation = 'api-key' | 'iam';

/** One of the places that the service runs in, each by a stack of its own. */
export interface Stage {
  readonly name: string;
  readonly auth: Authorisation;
  /**
   * Callers bring a token of this issuer instead (OpenID Connect), meant for one of these audiences; its public keys
   * are at /.well-known/jwks.json, if `keysUrl` does not say another place.
   */
  readonly jwt?: {
    readonly issuer: string;
    readonly audiences: readonly string[];
    readonly keysUrl?: string;
  };
  /** An own name for the API, with a certificate of its region. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** A CloudFront distribution before signed links, with a certificate of us-east-1. */
  readonly audioCdn?: { readonly name: string; readonly certificateArn: string };
  /** Whether a CSV that is dropped into `campaigns/` is said. */
  readonly dropCampaigns: boolean;
  /** Whether data outlives the stack. */
  readonly keepsData: boolean;
  /** Whether callers are held to rules of a web application firewall. */
  readonly firewall: boolean;
  /** Whether a new version takes over bit by bit, and is taken back on an alarm. */
  readonly gradual: boolean;
  readonly cacheDays: number;
  readonly logDays: number;
  readonly memoryMegabytes: number;
  /** Invocations at once, of callers and campaigns together. */
  readonly concurrency: number;
  /**
   * Of those, what one campaign takes. One writes some 650 files a second, and S3 takes 3,500 below one prefix until it
   * has split it (docs/scale.md).
   */
  readonly batchesAtOnce: number;
  readonly rowsPerBatch: number;
  /** Rows in a hundred that may fail without the campaign failing. */
  readonly toleratedFailurePercent: number;
  /** A campaign that takes longer is given up. */
  readonly campaignHours: number;
  /** Of the API, in requests. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /** Requests of one address in five minutes, where there is a firewall. */
  readonly mostPerAddress: number;
  /** Alarms: slower answers for 95 in a hundred. */
  readonly p95Seconds: number;
  /** Alarms: more than this is spent, or is about to be, in a month. */
  readonly budgetDollars: number;
}

const SMALL = {
  auth: 'api-key',
  dropCampaigns: true,
  keepsData: false,
  firewall: false,
  gradual: false,
  cacheDays: 3,
  logDays: 14,
  memoryMegabytes: 1769, // one whole processor
  concurrency: 20,
  batchesAtOnce: 4,
  rowsPerBatch: 500,
  toleratedFailurePercent: 10,
  campaignHours: 24,
  throttle: { perSecond: 20, burst: 40 },
  mostPerAddress: 1000,
  p95Seconds: 5,
  budgetDollars: 20,
} as const;

/** The stages, in the order in which a change goes through them. */
export const STAGES: readonly Stage[] = [
  { ...SMALL, name: 'dev' },
  { ...SMALL, name: 'test', toleratedFailurePercent: 1 },
  {
    ...SMALL,
    name: 'stage',
    auth: 'iam',
    firewall: true,
    gradual: true,
    cacheDays: 14,
    logDays: 30,
    concurrency: 50,
    batchesAtOnce: 5,
    toleratedFailurePercent: 1,
    throttle: { perSecond: 100, burst: 200 },
    mostPerAddress: 5000,
    p95Seconds: 3,
    budgetDollars: 100,
  },
  {
    ...SMALL,
    name: 'prod',
    auth: 'iam',
    dropCampaigns: false,
    keepsData: true,
    firewall: true,
    gradual: true,
    cacheDays: 90,
    logDays: 365,
    concurrency: 100,
    batchesAtOnce: 5,
    toleratedFailurePercent: 1,
    throttle: { perSecond: 500, burst: 1000 },
    mostPerAddress: 20_000,
    p95Seconds: 3,
    budgetDollars: 1000,
  },
];
