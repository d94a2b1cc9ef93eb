import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStitcher, MemoryRepo, type OptionsInput } from '../../src/index.ts';
import { fixture, fixtureNames } from '../fixtures.ts';
import { IS_SLOW } from '../slow.ts';

// SHA-256 of 200 renders: refactoring must not change a byte. A change that is meant to change the sound writes
// them again with STITCH_TEST_GOLDEN=write, in a commit of its own.
const GOLDEN = join(import.meta.dirname, 'golden-renders.txt');

/** A noise that begins and ends at full level, 16-bit mono: nothing is trimmed, and its edges are hard. */
function hardNoise(seconds: number, sampleRateHz: number, seed: number): Uint8Array {
  const frames = Math.round(seconds * sampleRateHz);
  const bytes = new Uint8Array(44 + 2 * frames);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('RIFF'), 0);
  view.setUint32(4, bytes.length - 8, true);
  bytes.set(Buffer.from('WAVEfmt '), 8);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  bytes.set(Buffer.from('data'), 36);
  view.setUint32(40, 2 * frames, true);
  let state = seed;
  for (let f = 0; f < frames; f++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    view.setInt16(44 + 2 * f, (state / 2 ** 32 - 0.5) * 30_000, true);
  }
  return bytes;
}

const clips: Record<string, Uint8Array> = {
  'sh.wav': hardNoise(0.21, 16_000, 1),
  'ss.wav': hardNoise(0.334, 44_100, 2),
  'tick.wav': hardNoise(0.004, 8_000, 3),
};
for (const name of fixtureNames('campaign/clips')) clips[name] = fixture(`campaign/clips/${name}`);
for (const name of ['hello.wav', 'shreeshail.wav']) clips[name] = fixture(`audios/${name}`);
for (const name of ['a-law.wav', 'mono.mp3', 'pcm-24.wav', 'stereo-pcm-16.wav', 'stereo.mp3'])
  clips[`formats/${name.replaceAll('-', '').replace('.', 'file.')}`] = fixture(`formats/${name}`);

const MESSAGES = [
  'hello',
  'hello shreeshail',
  'hello, Sara. 45 shillings are due Monday!',
  'Abebe 120 shillings are due Friday\n45',
  'sh sh ss tick sh',
  'ss... hello; sh, ss',
  'alawfile monofile',
  'pcm24file stereopcm16file stereofile hello',
  'tick',
  'two two two two two two two two',
];
const PROFILES: Readonly<Record<string, OptionsInput>> = {
  'mp3 auto': {},
  'mp3 8k': { sampleRateHz: 8_000 },
  'mp3 16k': { sampleRateHz: 16_000 },
  'mp3 22.05k/64': { sampleRateHz: 22_050, bitRateKbps: 64 },
  'mp3 24k': { sampleRateHz: 24_000 },
  'mp3 32k': { sampleRateHz: 32_000 },
  'mp3 44.1k': { sampleRateHz: 44_100 },
  'mp3 48k': { sampleRateHz: 48_000 },
  'mp3 16k stereo': { sampleRateHz: 16_000, channels: 2 },
  'mp3 44.1k stereo': { sampleRateHz: 44_100, channels: 2 },
  'mp3 16k gap 0': { sampleRateHz: 16_000, gapSeconds: 0 },
  'mp3 44.1k gap 2.5': { sampleRateHz: 44_100, gapSeconds: 2.5 },
  'mp3 44.1k untrimmed': { sampleRateHz: 44_100, trim: false, fade: false },
  'mp3 16k tight': { sampleRateHz: 16_000, join: 'tight' },
  'mp3 44.1k tight stereo': { sampleRateHz: 44_100, join: 'tight', channels: 2, gapSeconds: 0 },
  'wav auto': { format: 'wav' },
  'wav 8k': { format: 'wav', sampleRateHz: 8_000 },
  'wav 44.1k stereo': { format: 'wav', sampleRateHz: 44_100, channels: 2 },
  'wav 16k untrimmed': { format: 'wav', sampleRateHz: 16_000, trim: false, fade: false },
  'wav 16k tight gap 0.3': { format: 'wav', sampleRateHz: 16_000, join: 'tight', gapSeconds: 0.3 },
};
/** Profiles that `npm test` renders, too; `npm run test:slow` renders all. */
const FEW = new Set(['mp3 auto', 'mp3 16k gap 0', 'mp3 16k tight', 'wav auto', 'wav 8k']);

const repo = new MemoryRepo(clips);
const isWriting = process.env.STITCH_TEST_GOLDEN === 'write';
const known = new Map(
  (isWriting || !existsSync(GOLDEN) ? '' : readFileSync(GOLDEN, 'utf8'))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [hash = '', name = ''] = line.split('\t');
      return [name, hash];
    }),
);

const isFull = IS_SLOW || isWriting;
const profiles = Object.entries(PROFILES).filter(([name]) => isFull || FEW.has(name));

describe('createStitcher', () => {
  it.each(profiles)('renders ten messages to the same bytes as ever: %s', async (name, profile) => {
    const stitcher = createStitcher(repo, { cache: new MemoryRepo({}) });
    const made: Record<string, string> = {};
    for (const message of MESSAGES) {
      const { bytes } = await stitcher.stitch(message, profile);
      made[`${name}: ${JSON.stringify(message)}`] = createHash('sha256')
        .update(bytes)
        .digest('hex');
    }
    if (isWriting) for (const [each, hash] of Object.entries(made)) known.set(each, hash);
    else {
      const expected = Object.keys(made).map((each) => [each, known.get(each)]);
      expect(made).toEqual(Object.fromEntries(expected));
    }
    if (isWriting)
      writeFileSync(GOLDEN, [...known].map(([of, hash]) => `${hash}\t${of}\n`).join(''));
  });
});
