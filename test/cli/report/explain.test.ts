import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stitch } from '../command-line.ts';
import { AUDIOS, fresh, scratch } from '../scratch.ts';

describe('explain', () => {
  it('prints times, words and clips, and writes no file', async () => {
    const before = readdirSync(scratch);
    const { code, stdout } = await stitch([
      'hello, shreeshail',
      ...AUDIOS,
      '--explain',
      '--out',
      fresh('x.mp3'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^start\s+length\s+words\s+clip\n0\.000\s+\d\.\d{3}\s+hello\s+hello\.wav\n\s+\(comma pause\)\n\d\.\d{3}\s+\d\.\d{3}\s+shreeshail\s+shreeshail\.wav\n\d\.\d{3} s in all\n$/,
    );
    expect(readdirSync(scratch)).toEqual(before);
  });

  it('marks missing words, and exits with 3', async () => {
    const { code, stdout } = await stitch(['helo shreeshail', ...AUDIOS, '--explain']);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/helo\s+MISSING \(nearest: hello\)/)]);
    const json = JSON.parse(
      (await stitch(['helo shreeshail', ...AUDIOS, '--explain', '--json'])).stdout,
    );
    expect(json).toMatchObject({
      success: false,
      steps: [
        { kind: 'missing', word: 'helo' },
        { kind: 'clip', start_seconds: 0 },
      ],
    });
    expect(
      (await stitch(['helo shreeshail', ...AUDIOS, '--explain', '--missing', 'skip'])).code,
    ).toBe(0);
  });
});
