import { COMMAND_OPTIONS } from '../../src/options/command.ts';
import type { OptionDefinition } from '../../src/options/define.ts';
import { FUNCTION_OPTIONS } from '../../src/options/function.ts';
import { RENDER_OPTIONS } from '../../src/options/render.ts';
import { SERVICE_OPTIONS } from '../../src/options/service.ts';
import { SIGNING_KEY_OPTIONS } from '../../src/options/signing-keys.ts';

/** Every definition of the program, by the table that it is in. */
export const TABLES: Readonly<Record<string, readonly OptionDefinition[]>> = {
  render: RENDER_OPTIONS,
  command: COMMAND_OPTIONS,
  service: SERVICE_OPTIONS,
  signing: SIGNING_KEY_OPTIONS,
  function: FUNCTION_OPTIONS,
};
