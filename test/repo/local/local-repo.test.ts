import { execFileSync } from 'node:child_process';
import fs, {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LocalRepo } from '../../../src/repo/local/local-repo.ts';
import { parseKey } from '../../../src/repo/repo.ts';
import { missingCommands } from '../../commands.ts';
import { syncedDuring, withFileSystem } from '../../file-system.ts';
import { repoContract } from '../contract.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-repo-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;
function folder(): string {
  const path = join(scratch, String(made++));
  mkdirSync(path);
  return path;
}

repoContract('LocalRepo', async () => new LocalRepo(folder()));

const bytes = Buffer.from('hello');

async function list(repo: LocalRepo): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of repo.list()) keys.push(key);
  return keys;
}

describe('LocalRepo', () => {
  it('creates the folders of a key, also its root', async () => {
    const root = join(folder(), 'deep/er');
    await new LocalRepo(root).write(parseKey('a/b/c'), bytes);
    expect(readFileSync(join(root, 'a/b/c'), 'utf8')).toBe('hello');
  });

  it.runIf(existsSync('/proc/self'))('throws for a folder that cannot be created', async () => {
    await expect(
      new LocalRepo('/proc/nowhere/deep').write(parseKey('a/b'), bytes),
    ).rejects.toMatchObject({
      code: 'repo/unavailable',
      message: 'cannot write /proc/nowhere/deep/a/b: the folder cannot be created; name another',
    });
  });

  it('names the folder that does not exist', async () => {
    await expect(list(new LocalRepo('/no/such/folder'))).rejects.toMatchObject({
      code: 'repo/not-found',
      message:
        'there is no folder /no/such/folder; create it and put the clips there, or name another',
    });
  });

  it('finds files named in NFD by their NFC key', async () => {
    const root = folder();
    writeFileSync(join(root, 'cafe\u0301.wav'), bytes);
    const repo = new LocalRepo(root);
    expect(await list(repo)).toEqual(['café.wav']);
    expect((await repo.read(parseKey('café.wav')))!.bytes.length).toBe(5);
    const unlisted = new LocalRepo(root);
    expect((await unlisted.stat(parseKey('cafe\u0301.wav')))!.sizeBytes).toBe(5);
    writeFileSync(join(root, 'caf\u00e9.wav'), 'the NFC one');
    const both = new LocalRepo(root);
    expect(await list(both)).toEqual(['café.wav']);
    expect((await both.read(parseKey('café.wav')))!.bytes.length).toBe(11);
  });

  it('lists the rest where a link leads in a circle or to nothing, and names it', async () => {
    const root = folder();
    writeFileSync(join(root, 'a.wav'), bytes);
    symlinkSync('b.wav', join(root, 'b.wav'));
    symlinkSync('gone.wav', join(root, 'c.wav'));
    const repo = new LocalRepo(root);
    const broken: string[] = [];
    const listed: string[] = [];
    for await (const { key } of repo.list('', { onBrokenLink: (key) => broken.push(key) })) {
      listed.push(key);
    }
    expect([listed, broken]).toEqual([['a.wav'], ['b.wav', 'c.wav']]);
    expect(await repo.read(parseKey('b.wav'))).toBeNull();
  });

  it('follows links inside the root and refuses those that leave it', async () => {
    const root = folder();
    const outside = folder();
    writeFileSync(join(outside, 'secret'), bytes);
    writeFileSync(join(root, 'a.wav'), bytes);
    symlinkSync(join(root, 'a.wav'), join(root, 'b.wav'));
    symlinkSync(join(outside, 'secret'), join(root, 'c.wav'));
    symlinkSync(outside, join(root, 'd'));
    const repo = new LocalRepo(root);
    expect((await repo.read(parseKey('b.wav')))!.bytes.length).toBe(5);
    await expect(repo.read(parseKey('c.wav'))).rejects.toMatchObject({ code: 'repo/forbidden' });
    await expect(repo.stat(parseKey('d/secret'))).rejects.toMatchObject({ code: 'repo/forbidden' });
    await expect(repo.write(parseKey('c.wav'), bytes)).rejects.toMatchObject({
      code: 'repo/forbidden',
    });
    await expect(repo.write(parseKey('d/new/x'), bytes)).rejects.toMatchObject({
      code: 'repo/forbidden',
    });
    await expect(repo.read(parseKey('d/secret'))).rejects.toMatchObject({ code: 'repo/forbidden' });
    await expect(repo.write(parseKey('d/new'), bytes)).rejects.toMatchObject({
      code: 'repo/forbidden',
    });
    expect(readdirSync(outside)).toEqual(['secret']);
  });

  it('finds a file whose name changes between NFD and NFC', async () => {
    const root = folder();
    const [nfd, nfc] = [join(root, 'cafe\u0301.wav'), join(root, 'caf\u00e9.wav')];
    const text = async (repo: LocalRepo) =>
      Buffer.from((await repo.read(parseKey('café.wav')))!.bytes).toString();
    writeFileSync(nfd, 'old');
    const repo = new LocalRepo(root);
    await list(repo);
    expect(await text(repo)).toBe('old');
    writeFileSync(nfc, 'new');
    await list(repo);
    expect(await text(repo)).toBe('new');
    rmSync(nfd);
    expect(await text(repo)).toBe('new');
  });

  it('refuses a folder that was replaced by a link out of the root', async () => {
    const [root, outside] = [folder(), folder()];
    const repo = new LocalRepo(root);
    await repo.write(parseKey('a/one'), bytes);
    await repo.write(parseKey('a/two'), bytes);
    rmSync(join(root, 'a'), { recursive: true });
    symlinkSync(outside, join(root, 'a'));
    await expect(repo.write(parseKey('a/three'), bytes)).rejects.toMatchObject({
      code: 'repo/forbidden',
    });
    await expect(repo.read(parseKey('a/one'))).rejects.toMatchObject({ code: 'repo/forbidden' });
    expect(readdirSync(outside)).toEqual([]);
  });

  it.each([
    ['the file and its folder', {}, ['file', 'folder']],
    ['the file and its folder with ifAbsent', { ifAbsent: true }, ['file', 'folder']],
    ['nothing without durable', { durable: false }, []],
  ])('syncs %s', async (_, options, expected) => {
    const root = folder();
    const synced = await syncedDuring(() =>
      new LocalRepo(root).write(parseKey('a'), bytes, options),
    );
    expect(synced.map((stats) => (stats.isDirectory() ? 'folder' : 'file'))).toEqual(expected);
    for (const stats of synced.filter((each) => each.isFile())) {
      expect(stats).toMatchObject({ size: bytes.length, ino: statSync(join(root, 'a')).ino });
    }
  });

  it('keeps a value that another writer added at the last moment', async () => {
    const path = join(folder(), 'a');
    const { linkSync, renameSync } = fs;
    const afterAnother =
      <T extends unknown[]>(name: (...of: T) => void) =>
      (...of: T) => {
        writeFileSync(path, 'theirs', { flag: 'wx' });
        name(...of);
      };
    const replaced = { linkSync: afterAnother(linkSync), renameSync: afterAnother(renameSync) };
    const written = await withFileSystem(replaced, () =>
      new LocalRepo(join(path, '..')).write(parseKey('a'), bytes, { ifAbsent: true }),
    );
    expect(written).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(readdirSync(join(path, '..'))).toEqual(['a']);
  });

  it('writes all pieces where the system accepts fewer bytes than it was given', async () => {
    const root = folder();
    const pieces = ['hello ', 'there, ', '', 'you'].map((text) => Buffer.from(text));
    for (const most of [1, 6, 7, 13, 15]) {
      const { writevSync: writeAll } = fs;
      let calls = 0;
      const writevSync: typeof fs.writevSync = (file, left) =>
        calls++ > 0
          ? writeAll(file, left)
          : fs.writeSync(file, Buffer.concat(left as Buffer[]).subarray(0, most));
      const key = parseKey(`after-${most}`);
      await withFileSystem({ writevSync }, () => new LocalRepo(root).write(key, pieces));
      expect(readFileSync(join(root, key), 'utf8'), key).toBe('hello there, you');
    }
  });

  it('lists nothing outside the root or hidden for any prefix', async () => {
    const [root, outside] = [folder(), folder()];
    writeFileSync(join(outside, 'secret'), bytes);
    symlinkSync(outside, join(root, 'link'));
    mkdirSync(join(root, '.hid'));
    writeFileSync(join(root, '.hid/x'), bytes);
    const keys = async (prefix: string) => {
      const found: string[] = [];
      for await (const { key } of new LocalRepo(root).list(prefix)) found.push(key);
      return found;
    };
    await expect(keys('../')).rejects.toMatchObject({ code: 'repo/bad-key' });
    await expect(keys('link/')).rejects.toMatchObject({ code: 'repo/forbidden' });
    expect(await keys('.hid/')).toEqual([]);
  });

  it('removes what killed runs left where it writes', async () => {
    const root = folder();
    writeFileSync(join(root, '.stitch-here-999-ab.tmp'), 'half');
    const repo = new LocalRepo(root, { machine: 'here', isRunning: () => false });
    await repo.write(parseKey('a'), bytes);
    expect(readdirSync(root)).toEqual(['a']);
  });

  it('writes again once its temporary file was removed as stale', async () => {
    const root = folder();
    const taking = setInterval(() => {
      for (const name of readdirSync(root)) {
        if (name.endsWith('.tmp')) rmSync(join(root, name), { force: true });
      }
      clearInterval(taking);
    });
    expect(await new LocalRepo(root).write(parseKey('a'), new Uint8Array(30_000_000))).toBe(true);
    clearInterval(taking);
    expect(readdirSync(root)).toEqual(['a']);
  });

  it('keeps the old value and no temporary file when a write fails', async () => {
    const root = folder();
    mkdirSync(join(root, 'taken'));
    const repo = new LocalRepo(root);
    await expect(repo.write(parseKey('taken'), bytes)).rejects.toMatchObject({
      code: 'repo/unavailable',
    });
    writeFileSync(join(root, 'file'), 'old');
    await expect(repo.write(parseKey('file/below'), bytes)).rejects.toMatchObject({
      code: 'repo/unavailable',
    });
    expect(readdirSync(root).sort()).toEqual(['file', 'taken']);
    expect(readFileSync(join(root, 'file'), 'utf8')).toBe('old');
  });

  it('leaves no temporary file where a written one cannot be named', async () => {
    const root = folder();
    const renameSync = () => {
      throw Object.assign(new Error('cut off'), { code: 'EIO' });
    };
    await withFileSystem({ renameSync }, () =>
      expect(new LocalRepo(root).write(parseKey('a'), bytes)).rejects.toMatchObject({
        code: 'repo/unavailable',
      }),
    );
    expect(readdirSync(root)).toEqual([]);
  });

  it('has the media type of a written file no longer once another program replaced it', async () => {
    const path = join(folder(), 'a.mp3');
    const repo = new LocalRepo(join(path, '..'));
    await repo.write(parseKey('a.mp3'), bytes, { contentType: 'audio/x-own' });
    expect(await repo.stat(parseKey('a.mp3'))).toMatchObject({ contentType: 'audio/x-own' });
    writeFileSync(path, Buffer.alloc(bytes.length));
    utimesSync(path, 1, 1);
    expect(await repo.stat(parseKey('a.mp3'))).toMatchObject({ contentType: 'audio/mpeg' });
  });

  it('writes through a link and keeps the permissions of the replaced file', async () => {
    const root = folder();
    writeFileSync(join(root, 'real'), 'old', { mode: 0o640 });
    symlinkSync('real', join(root, 'link'));
    await new LocalRepo(root).write(parseKey('link'), bytes);
    expect(readFileSync(join(root, 'real'), 'utf8')).toBe('hello');
    expect(statSync(join(root, 'real')).mode & 0o777).toBe(0o640);
    chmodSync(join(root, 'real'), 0o666); // more than the umask would leave
    await new LocalRepo(root).write(parseKey('real'), bytes);
    expect(statSync(join(root, 'real')).mode & 0o777).toBe(0o666);
  });

  it('refuses to write over a device', async () => {
    await expect(new LocalRepo('/dev').write(parseKey('null'), bytes)).rejects.toMatchObject({
      code: 'repo/unavailable',
    });
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('returns null for a pipe without waiting', async ({ skip }) => {
    const lacks = missingCommands('mkfifo');
    skip(lacks !== null, lacks ?? '');
    const root = folder();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await new LocalRepo(root).read(parseKey('pipe'))).toBeNull();
  });

  it.skipIf(process.getuid?.() === 0)(
    'names the file that it may not read (not as root, who may read all)',
    async () => {
      const root = folder();
      writeFileSync(join(root, 'a'), bytes);
      chmodSync(join(root, 'a'), 0);
      await expect(new LocalRepo(root).read(parseKey('a'))).rejects.toMatchObject({
        code: 'repo/forbidden',
      });
    },
  );
});
