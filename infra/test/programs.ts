import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes programs in `bin` of a folder, each a script of bash that logs its call first.
 * @returns the PATH that finds them, and what reads their calls.
 */
export function makePrograms(folder: string, programs: Readonly<Record<string, string>>) {
  const [bin, log] = [join(folder, 'bin'), join(folder, 'calls')];
  mkdirSync(bin);
  for (const [name, body] of Object.entries(programs)) {
    const script = `#!/bin/bash\necho "${name} $*" >>"${log}"\n${body}\n`;
    writeFileSync(join(bin, name), script, { mode: 0o755 });
  }
  return {
    PATH: `${bin}:${process.env.PATH}`,
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
}
