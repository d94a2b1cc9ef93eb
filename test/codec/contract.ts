import { describe, expect, it } from 'vitest';
import { type Pcm, sampleFrames } from '../../src/audio/pcm.ts';
import { layOut } from '../../src/audio/timeline.ts';
import type { AudioFormat, Block, Codec } from '../../src/codec/codec.ts';
import { noiseClip } from '../../src/codec/ground.ts';
import {
  codecOf,
  FORMAT_NAMES,
  type FormatName,
  formatOfExtension,
  formatOfMediaType,
  hasExtension,
} from '../../src/codec/registry.ts';
import { splice } from '../../src/codec/splice.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { byteLength, concat } from '../../src/util/bytes.ts';
import { tone } from '../fixtures.ts';

/** Setup of the contract. */
export interface CodecTrial<F extends AudioFormat> {
  readonly codec: Codec<F>;
  readonly formats: readonly F[];
  /** The largest difference between two decodings of one block that counts as alike, of full scale 1. */
  readonly tolerance: number;
  /** Seconds at a clip's edges that are not compared: the decoder resamples over them. None where undefined. */
  readonly edgeSeconds?: number;
  /** The largest difference between the level of noise and what its decoding has, in dB; 0.2 where undefined. */
  readonly noiseToleranceDb?: number;
  /** How far 20 ms of decoded noise may be under its level in all, in dB; 2.5 where undefined: the noise's own. */
  readonly noiseDipDb?: number;
  /** The largest sample of decoded silence. */
  readonly silencePeak: number;
  /** The least and the most that `byteLength` says of a file, in files; both 1 where it is exact. */
  readonly byteLengthRange: readonly [min: number, max: number];
}

/** Level (RMS) in dBFS. */
function levelDb(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

const TAGS = { title: 'a title' };

/** Contract of every codec: each codec's test runs it. */
export function codecContract<F extends AudioFormat>(trial: CodecTrial<F>): void {
  const { codec } = trial;
  describe.each(trial.formats.map((format) => [JSON.stringify(format), format] as const))(
    'contract of Codec: %s',
    (_, format) => {
      const { sampleRateHz } = format;
      const grid = codec.grid(format);
      const clip = (seconds: number, hz: number): Pcm => {
        const [left] = tone(seconds, sampleRateHz, hz).channels;
        const channels = format.channels === 1 ? [left!] : [left!, left!.map((x) => -0.5 * x)];
        return { channels, sampleRateHz };
      };
      const lay = async (clips: readonly Pcm[], gapSeconds: number, of: F = format) => {
        const items = clips.map((pcm) => ({
          kind: 'clip' as const,
          clip: pcm,
          frames: sampleFrames(pcm),
          ...codec.margins(pcm, of),
        }));
        const { unitFrames } = grid;
        const timeline = layOut(items, { sampleRateHz, unitFrames, gapSeconds });
        const blocks = new Map<Pcm, Block>();
        for (const pcm of clips) blocks.set(pcm, await codec.encodeBlock(pcm, of));
        const noise =
          of.noiseDb === undefined
            ? undefined
            : await codec.encodeBlock(noiseClip(of, grid.unitFrames), of);
        const placed = timeline.placed.map((at) => ({ ...at, clip: blocks.get(at.clip)! }));
        const body = splice({ ...timeline, placed }, codec, of, noise);
        const file = concat(codec.wrap(body, of, TAGS));
        return {
          timeline,
          blocks,
          body,
          file,
          pcm: (await decodeClip(file, `made.${codec.extensions[0]}`)).pcm,
        };
      };
      const [a, b, c] = [clip(0.2, 440), clip(0.31, 620), clip(0.15, 300)];

      const hasNoise =
        format.bitRateKbps === null || codec.name === 'mp3' || format.bitRateKbps <= 48;
      const noisy = hasNoise ? [{ ...format, noiseDb: -55 }] : [];

      it.each([format, ...noisy])(
        'decodes a block to the same samples beside any block and alone: %j',
        async (of) => {
          const alone = await lay([b], 0.1, of);
          for (const company of [
            [a, b],
            [b, a],
            [c, b, c],
            [b, b],
          ]) {
            const { timeline, pcm } = await lay(company, 0, of);
            for (const [i, { start, frames, clip: placed }] of timeline.placed.entries()) {
              if (placed !== b) continue;
              const [got, want] = [pcm, alone.pcm].map(({ channels }) => channels[0]!);
              const edge = Math.round((trial.edgeSeconds ?? 0) * sampleRateHz);
              for (let f = edge; f < frames - edge; f++) {
                const difference = Math.abs(got![start + f]! - want![f]!);
                if (difference > trial.tolerance) {
                  expect.fail(`clip ${i} differs by ${difference} at sample frame ${f}`);
                }
              }
            }
          }
        },
      );

      it('encodes the same block each time, with the margins and units that it promises', async () => {
        const [first, again] = [
          await codec.encodeBlock(a, format),
          await codec.encodeBlock(a, format),
        ];
        expect(again.bytes).toEqual(first.bytes);
        expect(first).toMatchObject({ frames: sampleFrames(a), ...codec.margins(a, format) });
        const sounding = Math.ceil(first.frames / grid.unitFrames);
        expect(first.units).toBe(first.before + sounding + first.after);
      });

      it('decodes silence of any length to zeros', async () => {
        for (const seconds of [0.1, 3]) {
          const { timeline, pcm } = await lay([a, a], seconds);
          const [first, second] = timeline.placed;
          const from = first!.start + first!.frames + 2 * grid.unitFrames;
          const to = second!.start - 3 * grid.unitFrames;
          for (const channel of pcm.channels) {
            const peak = channel
              .subarray(from, Math.max(from, to))
              .reduce((loudest, x) => Math.max(loudest, Math.abs(x)), 0);
            expect(peak).toBeLessThanOrEqual(trial.silencePeak);
          }
        }
      });

      it.each(noisy)('fills the gaps with noise of its level, without a hole: %j', async (of) => {
        for (const seconds of [0.1, 1, 5]) {
          const { timeline, pcm } = await lay([a, a], seconds, of);
          const [first, second] = timeline.placed;
          const gap = pcm.channels[0]!.subarray(first!.start + first!.frames, second!.start);
          const { noiseToleranceDb = 0.2, noiseDipDb = 2.5 } = trial;
          if (seconds >= 1) {
            expect(levelDb(gap)).toBeGreaterThan(of.noiseDb - noiseToleranceDb);
            expect(levelDb(gap)).toBeLessThan(of.noiseDb + noiseToleranceDb);
          }
          const window = Math.round(0.02 * sampleRateHz);
          for (let start = 0; start + window <= gap.length; start += Math.floor(window / 4)) {
            const level = levelDb(gap.subarray(start, start + window));
            expect(level).toBeGreaterThan(of.noiseDb - noiseToleranceDb - noiseDipDb);
            expect(level).toBeLessThan(of.noiseDb + noiseDipDb);
          }
        }
      });

      it.each(noisy)(
        'makes the same file each time with noise, of as many units as with silence: %j',
        async (of) => {
          const [{ body, file, blocks }, again] = [
            await lay([a, b], 0.7, of),
            await lay([a, b], 0.7, of),
          ];
          expect(again.file).toEqual(file);
          for (const { bytes } of blocks.values()) expect(body.pieces).toContain(bytes);
          const { units, leadUnits, frames } = (await lay([a, b], 0.7)).body;
          expect(body).toMatchObject({ units, leadUnits, frames });
        },
      );

      it.each([format, ...noisy])('tells where the units of a block are: %j', async (of) => {
        const block = await codec.encodeBlock(a, of);
        const offsets = codec.unitOffsets(block, of);
        expect([offsets.length, offsets[0], offsets.at(-1)]).toEqual([
          block.units + 1,
          0,
          block.bytes.length,
        ]);
      });

      it('returns as many units of silence as asked for, in memory that threads share', () => {
        const one = byteLength(codec.silence(1, format));
        for (const units of [0, 1, 2, 31, 33, 5000]) {
          const pieces = codec.silence(units, format);
          expect(byteLength(pieces)).toBe(units * one);
          for (const { buffer } of pieces) expect(buffer).toBeInstanceOf(SharedArrayBuffer);
        }
      });

      it('decodes to the length, sample rate and channels of the timeline', async () => {
        for (const [clips, gap] of [
          [[a], 0],
          [[a, b, c], 0.05],
          [[clip(0.001, 900), c], 0.5],
        ] as const) {
          const { timeline, pcm } = await lay(clips, gap);
          expect(pcm.channels[0]!.length).toBe(timeline.frames);
          expect([pcm.sampleRateHz, pcm.channels.length]).toEqual([sampleRateHz, format.channels]);
        }
      });

      it('predicts the bytes of its files', async () => {
        const { timeline, file } = await lay([a, b, c, b, a], 0.3);
        const known = codec.byteLength(timeline.frames, format);
        const tags = codec.hasTitle ? 400 : 0;
        const [min, max] = trial.byteLengthRange;
        expect(known).toBeGreaterThanOrEqual(min * file.length - tags);
        expect(known).toBeLessThanOrEqual(max * file.length);
      });

      it('copies no block but into memory that it was told to allocate', async () => {
        const { body, blocks, file } = await lay([a, b], 0.1);
        for (const { bytes } of blocks.values()) expect(body.pieces).toContain(bytes);
        const given: Uint8Array[] = [];
        const pieces = codec.wrap(body, format, TAGS, (bytes) => {
          given.push(new Uint8Array(bytes).fill(0xaa));
          return given.at(-1)!;
        });
        expect(pieces).toEqual(expect.arrayContaining(given));
        // What is made of a block for the container is kept with it.
        const again = codec.wrap(body, format, TAGS);
        for (const piece of pieces) expect([...given, ...again]).toContain(piece);
        expect(concat(pieces)).toEqual(file);
      });

      it('decodes to the length of the timeline when it is encoded whole', async () => {
        if (codec.encodeWhole === undefined) return expect(grid.unitFrames).toBe(1);
        const file = await codec.encodeWhole(b, format, TAGS);
        const { pcm } = await decodeClip(file, `made.${codec.extensions[0]}`);
        expect(pcm.channels[0]!.length).toBe(sampleFrames(b));
      });

      it('has formats that are JSON', () => {
        expect(JSON.parse(JSON.stringify(format))).toEqual(format);
      });
    },
  );

  describe('contract of Codec: registry', () => {
    it('is found by its name, endings and media types', () => {
      expect(FORMAT_NAMES).toContain(codec.name);
      expect(codecOf(trial.formats[0]!)).toBe(codec);
      // Of formats that share an ending or a media type the first is meant.
      const first = (has: (other: Codec) => boolean) =>
        FORMAT_NAMES.find((name) => has(codecOf(name)));
      for (const extension of codec.extensions) {
        const expected = first(({ extensions }) => extensions.includes(extension));
        expect(formatOfExtension(extension.toUpperCase())).toBe(expected);
        expect(hasExtension(codec.name as FormatName, extension.toUpperCase())).toBe(true);
      }
      for (const type of codec.mediaTypes)
        expect(formatOfMediaType(type)).toBe(first(({ mediaTypes }) => mediaTypes.includes(type)));
    });

    it('resolves usual options to a format of its own', () => {
      for (const highestHz of [8000, 22_050, 48_000, 96_000]) {
        const options = { sampleRateHz: 'auto', bitRateKbps: 'auto', channels: 1 } as const;
        const format = codec.resolve(options, highestHz);
        expect(format).toMatchObject({ name: codec.name, channels: 1 });
        expect(codec.describe(format)).not.toBe('');
      }
    });
  });
}
