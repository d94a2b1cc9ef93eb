import { COMMAND_OPTIONS } from '../options/command.ts';
import { RENDER_OPTIONS } from '../options/render.ts';

/**
 * Refuses variables that begin with STITCH_ and are not the program's. The complete list is loaded only where there
 * are others than those of the usual options. @throws StitchError usage/option.
 */
export async function checkVariables(
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const usual: readonly string[] = [...RENDER_OPTIONS, ...COMMAND_OPTIONS].map((o) => o.variable);
  const others = Object.keys(env).some(
    (name) => name.startsWith('STITCH_') && !usual.includes(name),
  );
  if (others) (await import('../options/variables.ts')).refuseUnknownVariables(env);
}
