import { messageOf, StitchError } from '../../errors.ts';
import type { KeyProvider } from '../../http/links.ts';
import { parseSigningKeys, type SigningKeys } from '../../options/signing-keys.ts';

/** Age past which the keys are fetched again. */
const FRESH_MS = 5 * 60_000;
/** Age past which a link that does not verify fetches them again: another instance may have a newer key. */
const MIN_MS = 10_000;

/** Access to the secret. */
interface SecretAccess {
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  /** Returns a version's text; null where there is no such version (default: from AWS Secrets Manager). */
  readonly fetchVersion?: (name: string, stage: string) => Promise<string | null>;
}

/**
 * Provides the signing keys from a secret of AWS Secrets Manager: its version AWSCURRENT signs, AWSPREVIOUS still
 * verifies. One command changes the key, and existing links stay valid until the next change. Fetched on first use.
 */
export function secretKeys(
  name: string,
  { nowMs, fetchVersion = fetchSecret }: SecretAccess,
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
      // Old keys are better than none; after a failure without any, the next call retries.
      if (before !== undefined) return before;
      known = undefined;
      const message = `the signing key in the secret ${name} cannot be read (${messageOf(error)}); give the function's role secretsmanager:GetSecretValue on it`;
      throw new StitchError('repo/unavailable', message, { cause: error });
    });
    known = { keys, atMs: nowMs() };
    return keys;
  };
}

/** Fetches a version from AWS, or from the endpoint in AWS_ENDPOINT_URL_SECRETS_MANAGER. */
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
