import type { PromptSetName } from '../src/options/prompt-sets.ts';

/** A deployment of the service, with a stack of its own. */
export interface Stage {
  readonly name: string;
  /** Authorization of callers: an API key with a usage plan, or a principal's AWS signature. */
  readonly auth: 'api-key' | 'iam';
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
  /** Set of prompts whose names the clips have (docs/prompts.md). */
  readonly prompts?: PromptSetName;
  /** Starts a campaign for every CSV uploaded to `campaigns/`. */
  readonly dropCampaigns: boolean;
  /** Keeps data when the stack is deleted. */
  readonly keepsData: boolean;
  /** Adds a web application firewall. */
  readonly firewall: boolean;
  /** Shifts traffic to a new version gradually, and rolls back on an alarm. */
  readonly gradual: boolean;
  /** Adds a dashboard, which costs $3 a month. */
  readonly dashboard: boolean;
  readonly cacheDays: number;
  readonly logDays: number;
  /** Age at which rows, messages and manifests of campaigns are deleted. */
  readonly campaignDays: number;
  readonly memoryMegabytes: number;
  /**
   * Concurrent invocations reserved for callers and campaigns together; undefined for none, as the quota of a new
   * account is 10.
   */
  readonly concurrency?: number;
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
  dashboard: false,
  cacheDays: 3,
  logDays: 14,
  campaignDays: 14,
  memoryMegabytes: 1769, // one whole processor
  batchesAtOnce: 4,
  rowsPerBatch: 500,
  toleratedFailurePercent: 10,
  campaignHours: 24,
  throttle: { perSecond: 20, burst: 40 },
  p95Seconds: 5,
  budgetDollars: 20,
} as const;

const LARGE = {
  ...SMALL,
  auth: 'iam',
  firewall: true,
  gradual: true,
  dashboard: true,
  batchesAtOnce: 5,
  toleratedFailurePercent: 1,
  p95Seconds: 3,
} as const;

/** Stages in the order of deployment. */
export const STAGES: readonly Stage[] = [
  { ...SMALL, name: 'dev' },
  { ...SMALL, name: 'test', toleratedFailurePercent: 1 },
  {
    ...LARGE,
    name: 'stage',
    cacheDays: 14,
    logDays: 30,
    campaignDays: 30,
    concurrency: 50,
    throttle: { perSecond: 100, burst: 200 },
    budgetDollars: 100,
  },
  {
    ...LARGE,
    name: 'prod',
    dropCampaigns: false,
    keepsData: true,
    cacheDays: 90,
    logDays: 365,
    campaignDays: 90,
    concurrency: 100,
    throttle: { perSecond: 500, burst: 1000 },
    budgetDollars: 1000,
  },
];

/** Finds a stage. @throws Error that lists those that there are. */
export function stageOf(name: string): Stage {
  const found = STAGES.find((stage) => stage.name === name);
  if (found !== undefined) return found;
  const known = STAGES.map((stage) => stage.name).join(', ');
  throw new Error(`there is no stage ${name}; give one of ${known}`);
}

/** Regions that have AWS::Budgets::Budget (cfn-lint's schemas, 1.51). Elsewhere a stage has no budget. */
export const BUDGET_REGIONS: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'],
  ...['ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ap-northeast-1', 'ap-northeast-2'],
];
