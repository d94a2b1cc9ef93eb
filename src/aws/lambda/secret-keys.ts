import { messageOf, StitchError } from '../../errors.ts';
import type { KeyProvider } from '../../http/links.ts';
import { parseSigningKeys, type SigningKeys } from '../../options/service.ts';

/** How long the keys are used without asking. */
const FRESH_MS = 5 * 60_000;
/** How soon they are asked for again when a link does not fit: others may have a newer key already. */
const MIN_MS = 10_000;

/**
 * The signing keys from a secret of AWS Secrets Manager: its version AWSCURRENT signs, AWSPREVIOUS is good to check.
 * So a new key is put by one command, and links that are out stay good until the next. Asked for when first wanted.
 * @param fetchVersion gives a version's text; null where there is no such version.
 */
export function secretKeys(
  name: string,
  fetchVersion: (name: string, stage: string) => Promise<string | null> = fetchSecret,
  nowMs: () => number = Date.now,
): KeyProvider {
  let known: { readonly keys: Promise<SigningKeys>; readonly atMs: number } | undefined;
  const fetchKeys = async (): Promise<SigningKeys> => {
    const [current, previous] = await Promise.all([
      fetchVersion(name, 'AWSCURRENT'),
      fetchVersion(name, 'AWSPREVIOUS'),
    ]);
    return parseSigningKeys({
      STITCH_SIGNING_KEY: current ?? undefined,
      STITCH_SIGNING_KEY_PREVIOUS: previous ?? undefined,
    });
  };
  return (again) => {
    const ageMs = known === undefined ? Number.POSITIVE_INFINITY : nowMs() - known.atMs;
    if (known !== undefined && ageMs < (again ? MIN_MS : FRESH_MS)) return known.keys;
    const before = known?.keys;
    const keys = fetchKeys().catch((error) => {
      // Old keys are better than none; after a failure without any, the next call asks again.
      if (before !== undefined) return before;
      known = undefined;
      const what = `the signing key in the secret ${name} cannot be read (${messageOf(error)}); let the function's role do secretsmanager:GetSecretValue on it`;
      throw new StitchError('repo/unavailable', what, { cause: error });
    });
    known = { keys, atMs: nowMs() };
    return keys;
  };
}

/** Its endpoint may be another by AWS's own AWS_ENDPOINT_URL_SECRETS_MANAGER. */
async function fetchSecret(name: string, stage: string): Promise<string | null> {
  const { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } = await import(
    '@aws-sdk/client-secrets-manager'
  );
  client ??= new SecretsManagerClient({ maxAttempts: 3 });
  try {
    const { SecretString } = await client.send(
      new GetSecretValueCommand({ SecretId: name, VersionStage: stage }),
    );
    return SecretString ?? null;
  } catch (error) {
    if (error instanceof ResourceNotFoundException && stage === 'AWSPREVIOUS') return null;
    throw error;
  }
}

let client: import('@aws-sdk/client-secrets-manager').SecretsManagerClient | undefined;
