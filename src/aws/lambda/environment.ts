import * as z from 'zod/mini';
import { StitchError } from '../../errors.ts';
import { s3Endpoint, s3TimeoutSeconds } from '../../options/schemas.ts';
import {
  parseServiceOptions,
  parseSigningKeys,
  SERVICE_VARIABLES,
  type ServiceOptionName,
  type ServiceOptions,
  type SigningKeys,
} from '../../options/service.ts';
import { parsePlace } from '../../repo/open-repo.ts';

/** What the function is told by its environment, checked. */
export interface Environment {
  /** The address of the clips. */
  readonly input: string;
  /** The address of what is rendered: below it `cache/` and `batch/`. */
  readonly output: string;
  readonly stage: string;
  readonly s3Endpoint?: string | undefined;
  readonly s3TimeoutSeconds: number;
  readonly service: ServiceOptions;
  /** The secret that holds the keys of links; undefined where `keys` does. */
  readonly keySecret?: string | undefined;
  readonly keys: SigningKeys;
  /** Where signed links lead, if not to the service. */
  readonly linkUrl?: string | undefined;
}

const bucket = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/));
const prefix = z._default(z.string().check(z.regex(/^[^/].*$|^$/)), '');

const environmentSchema = z.object({
  STITCH_INPUT_BUCKET: bucket,
  STITCH_INPUT_PREFIX: prefix,
  STITCH_OUTPUT_BUCKET: bucket,
  STITCH_OUTPUT_PREFIX: prefix,
  STITCH_STAGE: z._default(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,31}$/)), 'dev'),
  STITCH_SIGNING_KEY_SECRET: z.optional(z.string().check(z.regex(/^[\w/+=.@:-]{1,2048}$/))),
  STITCH_LINK_URL: z.optional(z.string().check(z.regex(/^https?:\/\/[^\s?#]+[^\s?#/]$/))),
  STITCH_S3_ENDPOINT: z.optional(s3Endpoint),
  STITCH_S3_TIMEOUT: z._default(s3TimeoutSeconds, 5),
});

const TAKES: Readonly<Record<keyof z.output<typeof environmentSchema>, string>> = {
  STITCH_INPUT_BUCKET: 'the name of the bucket with the clips',
  STITCH_INPUT_PREFIX: 'what the names of the clips begin with, such as clips/en',
  STITCH_OUTPUT_BUCKET: 'the name of the bucket for what is rendered',
  STITCH_OUTPUT_PREFIX: 'what names there begin with, such as voice',
  STITCH_STAGE: 'the name of the stage, such as dev or prod',
  STITCH_SIGNING_KEY_SECRET: 'the name or ARN of a secret of AWS Secrets Manager',
  STITCH_LINK_URL: 'an address such as https://audio.example.org, without "/" at the end',
  STITCH_S3_ENDPOINT: 'the address of an S3 service that is not AWS',
  STITCH_S3_TIMEOUT: 'seconds from 0.1 to 3600, such as 5',
};

/** The part of a function's memory that clips' sound may take. */
const MEMORY_SHARE = 0.25;

/**
 * Parses the environment, with the same names and limits as the options of `stitch serve` where they are the same.
 * @throws StitchError usage/option, which names all that is wrong with the places, or the first other variable.
 */
export function parseEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path: [name] }) => {
      const value = given[String(name)];
      const seen = value === undefined ? 'is not set' : `is ${JSON.stringify(value.slice(0, 80))}`;
      return `${String(name)} ${seen}; it takes ${TAKES[name as keyof typeof TAKES]}`;
    });
    throw new StitchError('usage/option', wrong.join('\n'));
  }
  const { data } = parsed;
  const places = {
    input: addressOf(data.STITCH_INPUT_BUCKET, data.STITCH_INPUT_PREFIX),
    output: addressOf(data.STITCH_OUTPUT_BUCKET, data.STITCH_OUTPUT_PREFIX),
  };
  refuseAmongClips(places.input, places.output);
  const megabytes = Number(given.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || 1024;
  const options = Object.entries(SERVICE_VARIABLES).map(([option, name]) => [option, given[name]]);
  const service = parseServiceOptions(
    { memoryBytes: `${Math.floor(megabytes * MEMORY_SHARE)}M`, ...defined(options) },
    (option) => SERVICE_VARIABLES[option as ServiceOptionName],
  );
  return {
    ...places,
    stage: data.STITCH_STAGE,
    s3Endpoint: data.STITCH_S3_ENDPOINT,
    s3TimeoutSeconds: data.STITCH_S3_TIMEOUT,
    service,
    keySecret: data.STITCH_SIGNING_KEY_SECRET,
    keys: parseSigningKeys(env),
    linkUrl: data.STITCH_LINK_URL,
  };
}

function defined(entries: readonly (readonly (string | undefined)[])[]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** @throws StitchError repo/bad-key for a prefix that could leave the bucket. */
function addressOf(bucketName: string, keyPrefix: string): string {
  const address = `s3://${bucketName}/${keyPrefix}`.replace(/\/+$/, '');
  parsePlace(address);
  return address;
}

/** What is rendered would be a clip the next time. @throws StitchError usage/option. */
function refuseAmongClips(input: string, output: string): void {
  const among = ['cache', 'batch'].find((folder) => `${output}/${folder}/`.startsWith(`${input}/`));
  if (among === undefined) return;
  const what = `${output}/${among}/ would stand among the clips of ${input}; give STITCH_OUTPUT_BUCKET or STITCH_OUTPUT_PREFIX another value`;
  throw new StitchError('usage/option', what);
}
