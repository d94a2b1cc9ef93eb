import { describe, expect, it } from 'vitest';
import { id3Title } from '../../../src/codec/mp3/id3.ts';
import { skipId3v2 } from '../../../src/codec/mp3/mpeg.ts';

describe('id3Title', () => {
  it('has the title in UTF-16, and its own size', () => {
    const tag = id3Title('नमस्ते hello');
    expect(skipId3v2(Buffer.concat([tag, Buffer.alloc(20)]))).toBe(tag.length);
    expect(Buffer.from(tag.subarray(23)).toString('utf16le')).toBe('नमस्ते hello');
    const long = id3Title('x'.repeat(200));
    expect(skipId3v2(Buffer.concat([long, Buffer.alloc(20)]))).toBe(long.length);
  });

  it('cuts a long title, and never inside a character', () => {
    const title = Buffer.from(id3Title('😀'.repeat(300)).subarray(23)).toString('utf16le');
    expect(title.length).toBeLessThanOrEqual(250);
    expect(title).toMatch(/^(😀)+…$/u);
  });
});
