import { describe, expect, it } from 'vitest';
import { FileNamer } from '../../src/campaign/file-namer.ts';

describe('FileNamer', () => {
  const recipient = (id: string, values: Record<string, string> = {}, row = 1) => {
    return { row, line: row + 1, id, values, plan: { text: '', steps: [], alternatives: [] } };
  };
  const HASH = 'ab'.repeat(32);
  const OTHER = 'cd'.repeat(32);

  it('makes safe names of any values', () => {
    const names = new FileNamer('{region}/{id}', 'wav', ['id', 'region']);
    const name = (id: string, region: string) => names.nameFor(recipient(id, { region }), HASH);
    expect(name('7', 'north').key).toBe('north/7.wav');
    expect(name('+251/../x', '..\\a').key).toBe('_a/_251_.._x.wav');
    expect(name('ሰላም', 'a:b').key).toBe('a_b/ሰላም.wav');
    for (const bad of ['', '..', '-'])
      expect(() => name('7', bad)).toThrow(/\{region\} has no letter or digit/);
    expect(() => name('x'.repeat(300), 'a')).toThrow(/is too long for a file name/);
    // 210 bytes in UTF-8.
    expect(() => name('ሰ'.repeat(70), 'a')).toThrow(/is too long for a file name/);
  });

  it.each([
    ['con', '_con.mp3'],
    ['NUL', '_NUL.mp3'],
    ['com1', '_com1.mp3'],
    ['LPT9.old', '_LPT9.old.mp3'],
    ['com²', '_com².mp3'],
    ['console', 'console.mp3'],
    ['com', 'com.mp3'],
    ['x.con', 'x.con.mp3'],
  ])('names the file of %j %j, as Windows has devices of such names', (id, key) => {
    expect(new FileNamer('{id}', 'wav-ulaw', ['id']).nameFor(recipient('1'), HASH).key).toBe(
      '1.wav',
    );
    const names = new FileNamer('{id}.mp3', 'mp3', ['id']);
    expect(names.nameFor(recipient(id), HASH).key).toBe(key);
  });

  it('avoids device names in folders, and in what the pattern itself says', () => {
    const inFolders = new FileNamer('aux/{region}/{id}.mp3', 'mp3', ['id', 'region']);
    expect(inFolders.nameFor(recipient('1', { region: 'prn' }), HASH).key).toBe('_aux/_prn/1.mp3');
    expect(new FileNamer('nul/{hash}', 'mp3', []).nameFor(recipient('1'), HASH).key).toBe(
      `_nul/${HASH}.mp3`,
    );
    const names = new FileNamer('{id}.mp3', 'mp3', ['id']);
    names.nameFor(recipient('_con'), HASH);
    expect(() => names.nameFor(recipient('con', {}, 2), OTHER)).toThrow(/belongs to row 1/);
  });

  it('refuses a name that belongs to another message', () => {
    const names = new FileNamer('{id}.mp3', 'mp3', ['id']);
    names.nameFor(recipient('a', {}, 3), HASH);
    expect(names.nameFor(recipient('a', {}, 4), HASH)).toEqual({ key: 'a.mp3', isNew: false });
    expect(() => names.nameFor(recipient('A', {}, 5), OTHER)).toThrow(
      'line 6: the file name A.mp3 belongs to row 3, which has another message; give the rows different names',
    );
  });

  it.each([
    [
      '{nmae}.mp3',
      /^the name pattern \{nmae\}.mp3 has \{nmae\}, which is not a column; use hash, row, id or name$/,
    ],
    ['out.mp3', /names every file the same/],
    ['{id', /has a brace that names no column/],
    ['{id|x}', /has a brace that names no column/],
    ['../{id}.mp3', /cannot name files/],
    ['.x/{id}', /cannot name files/],
    ['/{id}', /cannot name files/],
  ])('refuses the pattern %j', (pattern, message) => {
    const create = () => new FileNamer(pattern, 'mp3', ['id', 'name']);
    expect(create).toThrow(message);
    expect(create).toThrow(
      expect.objectContaining({ code: 'usage/option', details: { option: 'name' } }),
    );
  });
});
