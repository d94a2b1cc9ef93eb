import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';

/** Folders that git ignores and tests need; linked, as no mutant changes them. */
const LINKED = ['node_modules', 'dist'];

/** A temporary copy of a working tree, in which tests run. */
export class TreeCopy {
  private readonly folder = mkdtempSync(join(tmpdir(), 'stitch-mutation-'));
  /** Ends the tests that run. */
  private end: () => void = () => {};

  /** @param root the tree, with its changes that are not committed. @throws Error where it was not built. */
  constructor(root: string) {
    const lacking = LINKED.find((name) => !existsSync(join(root, name)));
    if (lacking !== undefined) throw new Error(`there is no ${lacking}; run \`npm run build\``);
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
    const files = execFileSync('git', list, { cwd: root, encoding: 'utf8' }).split('\0');
    for (const file of files) {
      const source = join(root, file);
      if (file !== '' && existsSync(source)) cpSync(source, join(this.folder, file));
    }
    for (const name of LINKED) symlinkSync(join(root, name), join(this.folder, name));
  }

  /** Runs work while a file has other text. @throws Error for a change that cannot be parsed. */
  async withChange<T>(file: string, from: string, to: string, work: () => Promise<T>): Promise<T> {
    const path = join(this.folder, file);
    const text = readFileSync(path, 'utf8');
    const changed = text.replace(from, () => to);
    await transform(changed, { loader: 'ts' });
    writeFileSync(path, changed);
    try {
      return await work();
    } finally {
      writeFileSync(path, text);
    }
  }

  /** Runs test files or folders until the first failure. @throws Error for one that does not exist. */
  test(paths: readonly string[], timeoutMs: number): Promise<'passed' | 'failed' | 'timed out'> {
    const absent = paths.find((path) => !existsSync(join(this.folder, path)));
    if (absent !== undefined) throw new Error(`there is no ${absent}`);
    const vitest = join(this.folder, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', ...paths, '--bail', '1', '--reporter', 'dot'];
    const env = { ...process.env, CI: '1', STITCH_TEST_S3: 'npm', STITCH_TEST_ALL: '1' };
    // A group of its own, so that a time-out ends its workers as well.
    const child = spawn(process.execPath, args, {
      cwd: this.folder,
      env,
      stdio: 'ignore',
      detached: true,
    });
    return new Promise((done, fail) => {
      let isLate = false;
      this.end = () => process.kill(-child.pid!, 'SIGKILL');
      const timer = setTimeout(() => {
        isLate = true;
        this.end();
      }, timeoutMs);
      child.once('error', fail);
      child.once('exit', (code) => {
        clearTimeout(timer);
        this.end = () => {};
        done(isLate ? 'timed out' : code === 0 ? 'passed' : 'failed');
      });
    });
  }

  /** Ends its tests, and removes the copy. */
  remove(): void {
    this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
