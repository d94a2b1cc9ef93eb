/** Authorization of the API's callers: an API key with a usage plan, or a principal's AWS signature. */
export type Authorization = 'api-key' | 'iam';

/** A deployment of the service, with a stack of its own. */
export interface Stage {
  readonly name: string;
  readonly auth: Authorization;
  /**
   * Authorizes callers instead by a token of this issuer (OpenID Connect) for one of these audiences. Its public keys
   * are at `keysUrl` (default: /.well-known/jwks.json).
   */
  readonly jwt?: {
    readonly issuer: string;
    readonly audiences: readonly string[];
    readonly keysUrl?: string;
  };
  /** Custom domain of the API, with a certificate of its region. */
  readonly domain?: { readonly name: string; readonly certificateArn: string };
  /** CloudFront distribution before signed links, with a certificate of us-east-1. */
  readonly audioCdn?: { readonly name: string; readonly certificateArn: string };
  /** Starts a campaign for every CSV uploaded to `campaigns/`. */
  readonly dropCampaigns: boolean;
  /** Keeps data when the stack is deleted. */
  readonly keepsData: boolean;
  /** Adds a web application firewall. */
  readonly firewall: boolean;
  /** Shifts traffic to a new version gradually, and rolls back on an alarm. */
  readonly gradual: boolean;
  readonly cacheDays: number;
  readonly logDays: number;
  readonly memoryMegabytes: number;
  /** Concurrent invocations, of callers and campaigns together. */
  readonly concurrency: number;
  /**
   * Concurrent invocations of one campaign. Each writes some 650 files a second, and S3 accepts 3,500 below one prefix
   * until it has split it (docs/scale.md).
   */
  readonly batchesAtOnce: number;
  readonly rowsPerBatch: number;
  /** Percentage of rows that may fail before the campaign fails. */
  readonly toleratedFailurePercent: number;
  /** Time limit of a campaign. */
  readonly campaignHours: number;
  /** Requests to the API. */
  readonly throttle: { readonly perSecond: number; readonly burst: number };
  /** Requests per address in five minutes, where there is a firewall. */
  readonly maxPerAddress: number;
  /** Alarm threshold of the 95th percentile of latency. */
  readonly p95Seconds: number;
  /** Alarm threshold of the actual or forecast cost of a month. */
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
  maxPerAddress: 1000,
  p95Seconds: 5,
  budgetDollars: 20,
} as const;

/** Stages in the order of deployment. */
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
    maxPerAddress: 5000,
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
    maxPerAddress: 20_000,
    p95Seconds: 3,
    budgetDollars: 1000,
  },
];
