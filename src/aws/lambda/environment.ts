import { StitchError } from '../../errors.ts';
import { languageOfFolder } from '../../library/language-lookup.ts';
import { splitLanguage } from '../../library/roots.ts';
import { optionChecker } from '../../options/define.ts';
import { FUNCTION_OPTIONS } from '../../options/function.ts';
import type { PromptSetName } from '../../options/prompt-sets.ts';
import type { RawOptions } from '../../options/raw.ts';
import {
  parseServiceOptions,
  SERVICE_OPTIONS,
  type ServiceOptions,
} from '../../options/service.ts';
import { parseSigningKeys, type SigningKeys } from '../../options/signing-keys.ts';
import { refuseUnknownVariables } from '../../options/variables.ts';
import { parsePlace } from '../../repo/open-repo.ts';

/** The function's settings, from its environment. */
export interface Environment {
  /** The addresses of the clips, earlier ones first. */
  readonly inputs: readonly string[];
  /** The set whose names the clips have. */
  readonly prompts?: PromptSetName | undefined;
  /** The address of the renders: below it `cache/` and `batch/`. */
  readonly output: string;
  readonly stage: string;
  readonly s3Endpoint?: string | undefined;
  readonly s3TimeoutSeconds: number;
  readonly service: ServiceOptions;
  /** The secret with the signing keys; undefined where `keys` has them. */
  readonly keySecret?: string | undefined;
  readonly keys: SigningKeys;
  /** The address of signed links, where it is not the service's own. */
  readonly linkUrl?: string | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The share of the function's memory for prepared clips. */
const MEMORY_SHARE = 0.25;
/** Of a function that does not say how much it has. */
const DEFAULT_MEMORY_MB = 1024;

const check = optionChecker(FUNCTION_OPTIONS);

/**
 * Parses the environment; a service's variables have the names and limits of the options of `stitch serve`.
 * @throws StitchError usage/option: all faults of the function's own variables, or the first of the others.
 */
export function parseEnvironment(env: Variables): Environment {
  refuseUnknownVariables(env);
  const { inputBucket, inputPrefix, outputBucket, outputPrefix, ...rest } = parseOwn(env);
  const prefixes = inputPrefix.split('\n').flatMap((prefix) => prefix.trim() || []);
  const inputs = (prefixes.length > 0 ? prefixes : ['']).map((prefix) =>
    addressOf(inputBucket, prefix),
  );
  const output = addressOf(outputBucket, outputPrefix);
  for (const input of inputs) refuseAmongClips(input, output);
  const megabytes = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE) || DEFAULT_MEMORY_MB;
  const given = valuesOf(SERVICE_OPTIONS, env);
  const service = parseServiceOptions(
    { ...given, memoryBytes: given.memoryBytes ?? `${Math.floor(megabytes * MEMORY_SHARE)}M` },
    (option) => SERVICE_OPTIONS.find(({ name }) => name === option)!.variable,
  );
  return { ...rest, inputs, output, service, keys: parseSigningKeys(env) };
}

function parseOwn(env: Variables) {
  const checked = check(valuesOf(FUNCTION_OPTIONS, env));
  if ('options' in checked) return checked.options;
  const faults = checked.faults.map(({ definition: { variable, expects }, value }) => {
    const given = value === undefined ? 'is not set' : `is ${JSON.stringify(value).slice(0, 80)}`;
    return `${variable} ${given}; it takes ${expects}`;
  });
  throw new StitchError('usage/option', faults.join('\n'));
}

/** Values by the options' names. An empty variable counts as not set. */
function valuesOf(
  definitions: readonly { readonly name: string; readonly variable: string }[],
  env: Variables,
): RawOptions {
  return Object.fromEntries(
    definitions.map(({ name, variable }) => [name, env[variable] || undefined]),
  );
}

/** @throws StitchError repo/bad-key for a prefix that could leave the bucket. */
function addressOf(bucketName: string, keyPrefix: string): string {
  const address = `s3://${bucketName}/${keyPrefix}`.replace(/\/+$/, '');
  parsePlace(address);
  return address;
}

/** Refuses an output among the clips: a render would be a clip the next time. @throws StitchError usage/option. */
function refuseAmongClips(input: string, output: string): void {
  const split = splitLanguage(input);
  const base = `${split?.base ?? input}/`;
  const among = ['cache', 'batch'].find((folder) => {
    const place = `${output}/${folder}/`;
    if (!place.startsWith(base)) return false;
    return split === null || languageOfFolder(place.slice(base.length).split('/')[0]!) !== null;
  });
  if (among === undefined) return;
  const what = `${output}/${among}/ would be among the clips of ${input}; give STITCH_OUTPUT_BUCKET or STITCH_OUTPUT_PREFIX another value`;
  throw new StitchError('usage/option', what);
}
