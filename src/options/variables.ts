import { StitchError } from '../errors.ts';
import { nearestName } from '../util/nearest-name.ts';
import { COMMAND_OPTIONS } from './command.ts';
import { FUNCTION_OPTIONS } from './function.ts';
import { RENDER_OPTIONS } from './render.ts';
import { SERVICE_OPTIONS } from './service.ts';
import { SIGNING_KEY_OPTIONS } from './signing-keys.ts';

const PREFIX = 'STITCH_';

/** Variables that are not those of an option. */
const OTHER_VARIABLES = [
  'STITCH_FILES',
  'STITCH_SET',
  'STITCH_DEBUG',
  // The authorizer's: src/aws/lambda/authorizer.ts.
  'STITCH_JWT_ISSUER',
  'STITCH_JWT_AUDIENCES',
  'STITCH_JWT_KEYS',
  // Of the scripts in infra/.
  'STITCH_API_KEY',
  'STITCH_ALARM_SECONDS',
  'STITCH_ALARM_TRIES',
];

/** Variables of the tests and of bench/ begin so. */
const DEVELOPMENT = /^STITCH_(TEST|BENCH)_/;

/** All variables of the program. */
export const VARIABLES: readonly string[] = [
  ...new Set([
    ...[
      ...RENDER_OPTIONS,
      ...COMMAND_OPTIONS,
      ...SERVICE_OPTIONS,
      ...SIGNING_KEY_OPTIONS,
      ...FUNCTION_OPTIONS,
    ].map(({ variable }) => variable),
    ...OTHER_VARIABLES,
  ]),
];

/**
 * Refuses variables that begin with STITCH_ and are not the program's: a misspelt one would change nothing, silently.
 * An empty variable counts as not set.
 * @throws StitchError usage/option, with the nearest name.
 */
export function refuseUnknownVariables(env: Readonly<Record<string, string | undefined>>): void {
  const unknown = Object.keys(env).find(
    (name) =>
      name.startsWith(PREFIX) && env[name] && !DEVELOPMENT.test(name) && !VARIABLES.includes(name),
  );
  if (unknown === undefined) return;
  const letters = unknown.slice(PREFIX.length).replace(/^NO_/, ''); // of --no-trim
  const near = nearestName(
    letters,
    VARIABLES.map((variable) => variable.slice(PREFIX.length)),
  );
  const remedy = near === undefined ? 'unset it' : `did you mean ${PREFIX}${near}?`;
  const what = `${unknown.slice(0, 80)} is not a variable of stitch; ${remedy}`;
  throw new StitchError('usage/option', what);
}
