import { describe, expect, it } from 'vitest';
import { mixdown } from '../../../src/audio/mixdown.ts';
import { wav } from '../../../src/codec/pcm/wav.ts';
import { splice } from '../../../src/codec/splice.ts';
import { concat } from '../../../src/util/bytes.ts';
import { encodeWav, tone } from '../../fixtures.ts';
import { codecContract } from '../contract.ts';

codecContract({
  codec: wav,
  formats: [
    { name: 'wav', sampleRateHz: 8000, channels: 1, bitRateKbps: null },
    { name: 'wav', sampleRateHz: 44_100, channels: 2, bitRateKbps: null },
  ],
  tolerance: 0,
  silencePeak: 0,
  byteLengthRange: [1, 1],
});

describe('wav', () => {
  it('splices the same bytes as mixdown encoded whole', async () => {
    const format = { name: 'wav', sampleRateHz: 16_000, channels: 1, bitRateKbps: null } as const;
    const [a, b] = [tone(0.1, 16_000, 440), tone(0.2, 16_000, 700)];
    const placed = [
      { clip: a, start: 100, frames: 1600 },
      { clip: b, start: 5000, frames: 3200 },
    ];
    const timeline = { placed, frames: 9000, sampleRateHz: 16_000 };
    const blocks = await Promise.all(
      placed.map(async (at) => ({ ...at, clip: await wav.encodeBlock(at.clip, format) })),
    );
    const body = splice({ ...timeline, placed: blocks }, wav, format);
    const spliced = concat(wav.wrap(body, format, { title: '' }));
    expect(spliced).toEqual(new Uint8Array(encodeWav(mixdown(timeline, 1))));
  });

  it('has the bytes of a second and of a sample frame in its header', () => {
    const format = { name: 'wav', sampleRateHz: 16_000, channels: 2, bitRateKbps: null } as const;
    const body = { pieces: [], units: 0, leadUnits: 0, frames: 0 };
    const header = Buffer.from(concat(wav.wrap(body, format, { title: '' })));
    expect([header.readUInt32LE(28), header.readUInt16LE(32)]).toEqual([64_000, 4]);
  });

  it('resolves to the highest rate of the clips up to 48 kHz, or to any rate asked for', () => {
    const auto = { sampleRateHz: 'auto', bitRateKbps: 'auto', channels: 2 } as const;
    expect(wav.resolve(auto, 22_050).sampleRateHz).toBe(22_050);
    expect(wav.resolve(auto, 96_000).sampleRateHz).toBe(48_000);
    expect(wav.resolve({ ...auto, sampleRateHz: 5512 }, 96_000).sampleRateHz).toBe(5512);
  });
});
