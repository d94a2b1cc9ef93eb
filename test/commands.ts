import { spawnSync } from 'node:child_process';

/** Names those of some commands that are not installed here, as a reason to skip a test; null when all are. */
export function missingCommands(...commands: readonly string[]): string | null {
  const missing = commands.filter(
    (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0,
  );
  return missing.length === 0 ? null : `${missing.join(', ')} not installed`;
}
