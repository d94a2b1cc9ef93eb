import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileNameFor, toSafeFileName } from '../../src/util/file-name.ts';

describe('toSafeFileName', () => {
  it.each([
    ["don't 1.5-2", "don't_1.5-2"],
    ['Zoë/../etc', 'Zoë_.._etc'],
    ['..hidden', 'hidden'],
    ['-rf', 'rf'],
    ['a\0b*c', 'a_b_c'],
    ['हिन्दी', 'हिन्दी'],
  ])('turns %j into %j', (word, name) => {
    expect(toSafeFileName(word)).toBe(name);
  });
});

describe('fileNameFor', () => {
  it('keeps letters of any script, and replaces what shells and file systems mind', () => {
    const name = (...words: string[]) => fileNameFor(words, 'mp3');
    expect(name('hello', 'shreeshail')).toBe('hello__shreeshail.mp3');
    expect(name('नमस्ते', "don't")).toBe("नमस्ते__don't.mp3");
    expect(name('a/b', '..', 'c:d', '-x')).toBe('a_b__c_d__x.mp3');
    expect([name('con'), name(), name('/')]).toEqual(['_con.mp3', 'message.mp3', '_.mp3']);
  });

  it('joins words by two underscores, without those that leave nothing', () => {
    expect(fileNameFor(['hello', '...', 'Sara'], 'mp3')).toBe('hello__Sara.mp3');
  });

  it('is never empty, nor a device name of Windows', () => {
    expect(fileNameFor(['...'], 'mp3')).toBe('message.mp3');
    expect(fileNameFor(['COM1'], 'wav')).toBe('_COM1.wav');
    expect(fileNameFor(['com'], 'wav')).toBe('com.wav');
    expect(fileNameFor(['aux.old'], 'wav')).toBe('_aux.old.wav');
  });

  it('cuts names past 120 bytes, between characters, and adds a hash of the whole', () => {
    expect(fileNameFor(['a'.repeat(120)], 'mp3')).toBe(`${'a'.repeat(120)}.mp3`);
    const [one, other] = ['x', 'y'].map((end) => fileNameFor(['é'.repeat(80), end], 'mp3'));
    expect(one).toMatch(/^é{55}__[0-9a-f]{8}\.mp3$/);
    expect(one).not.toBe(other);
    const long = Array.from({ length: 100 }, () => 'नमस्ते');
    const [a, b] = [fileNameFor([...long, 'a'], 'mp3'), fileNameFor([...long, 'b'], 'mp3')];
    expect(Buffer.byteLength(a)).toBeLessThanOrEqual(124);
    expect(a).not.toBe(b);
  });

  it('is at most 120 bytes before its ending, whatever the words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 80 })), (words) => {
        const stem = fileNameFor(words, 'mp3').slice(0, -'.mp3'.length);
        expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(120);
        expect(stem).not.toBe('');
      }),
    );
  });
});
