import fc from 'fast-check';
import { MPEGDecoder } from 'mpg123-decoder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalToNoiseDb } from '../../../bench/signal.ts';
import { mixdown } from '../../../src/audio/mixdown.ts';
import { type Pcm, sampleFrames } from '../../../src/audio/pcm.ts';
import { prepare } from '../../../src/audio/prepare.ts';
import { layOut, type Timeline } from '../../../src/audio/timeline.ts';
import type { Block } from '../../../src/codec/codec.ts';
import { encodeBlock } from '../../../src/codec/mp3/block.ts';
import { emptyFrame } from '../../../src/codec/mp3/empty-frame.ts';
import { encodeMp3 } from '../../../src/codec/mp3/encoder.ts';
import {
  allowedBitRates,
  autoSampleRate,
  CODEC_DELAY_FRAMES,
  checkFormat,
  defaultBitRate,
  framesPerMp3Frame,
  type Mp3Format,
} from '../../../src/codec/mp3/format.ts';
import { id3Title } from '../../../src/codec/mp3/id3.ts';
import { mp3 as mp3Codec } from '../../../src/codec/mp3/mp3.ts';
import {
  bitRates,
  MPEG_SAMPLE_RATES,
  parseHeader,
  skipId3v2,
  versionOf,
  walkFrames,
} from '../../../src/codec/mp3/mpeg.ts';
import { encodeWholeMp3 } from '../../../src/codec/mp3/whole.ts';
import { splice as spliceBlocks } from '../../../src/codec/splice.ts';
import { decodeClip } from '../../../src/decode/registry.ts';
import { concat } from '../../../src/util/bytes.ts';
import { fixture, tone } from '../../fixtures.ts';

const everyFormat: Mp3Format[] = MPEG_SAMPLE_RATES.flatMap((sampleRateHz) =>
  ([1, 2] as const).map((channels) => ({
    sampleRateHz,
    channels,
    bitRateKbps: defaultBitRate(sampleRateHz, channels),
    name: 'mp3' as const,
  })),
);
const label = (f: Mp3Format) => `${f.sampleRateHz} Hz, ${f.channels} ch, ${f.bitRateKbps} kbit/s`;
const labelled = everyFormat.map((format) => [label(format), format] as const);

let gapless: InstanceType<typeof MPEGDecoder>;
beforeAll(async () => {
  gapless = new MPEGDecoder();
  await gapless.ready;
});
afterAll(() => gapless.free());

/** What a gapless player returns. */
async function play(mp3: Uint8Array): Promise<readonly Float32Array[]> {
  await gapless.reset();
  const { channelData, errors } = gapless.decode(mp3);
  expect(errors).toEqual([]);
  return channelData;
}

function sound(seconds: number, format: Mp3Format, hz = 440): Pcm {
  const left = tone(seconds, format.sampleRateHz, hz).channels[0]!;
  const channels = format.channels === 1 ? [left] : [left, left.map((x) => -0.5 * x)];
  return { channels, sampleRateHz: format.sampleRateHz };
}

function wrapped(timeline: Timeline<Block>, format: Mp3Format): Uint8Array {
  return concat(
    mp3Codec.wrap(spliceBlocks(timeline, mp3Codec, format), format, { title: 'a title' }),
  );
}

async function splice(
  clips: readonly Pcm[],
  format: Mp3Format,
): Promise<{ timeline: Timeline<Pcm>; mp3: Uint8Array }> {
  const grid = {
    sampleRateHz: format.sampleRateHz,
    unitFrames: framesPerMp3Frame(format.sampleRateHz),
    gapSeconds: 0.1,
  };
  const timeline = layOut(
    clips.map((clip) => ({
      kind: 'clip' as const,
      clip,
      frames: sampleFrames(clip),
      ...mp3Codec.margins(clip, format),
    })),
    grid,
  );
  const blocks = new Map<Pcm, Block>();
  for (const clip of clips) blocks.set(clip, await encodeBlock(clip, format));
  const placed = timeline.placed.map((place) => ({ ...place, clip: blocks.get(place.clip)! }));
  return { timeline, mp3: wrapped({ ...timeline, placed }, format) };
}

/** The audio MP3 frames of a file, the Info frame left out. */
function audioFrames(mp3: Uint8Array) {
  const { frames, end } = walkFrames(mp3, skipId3v2(mp3));
  expect(end).toBe(mp3.length);
  return frames.slice(1);
}

describe('parseHeader', () => {
  it('knows every rate and bit rate of layer III, and nothing else', () => {
    let valid = 0;
    for (let second = 0; second < 256; second++) {
      for (let third = 0; third < 256; third++) {
        const header = parseHeader(Uint8Array.of(0xff, second, third, 0xc4), 0);
        if (header === null) continue;
        valid++;
        expect(bitRates(header.version)).toContain(header.bitRateKbps);
        expect(versionOf(header.sampleRateHz)).toBe(header.version);
        expect(header.channels).toBe(1);
      }
    }
    // 3 versions, with and without checksum, 14 bit rates, 3 rates, padding and the private bit
    expect(valid).toBe(3 * 2 * 14 * 3 * 2 * 2);
  });

  it('refuses a reserved emphasis, free format, and a header that is cut off', () => {
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x50, 0xc6), 0)).toBeNull();
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x00, 0xc4), 0)).toBeNull();
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x50), 0)).toBeNull();
  });

  it('knows the length of MP3 frames, padding included', () => {
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x50, 0xc4), 0)).toMatchObject({
      sampleRateHz: 44100,
      bitRateKbps: 64,
      frameBytes: 208,
      sampleFrames: 1152,
      sideInfoBytes: 17,
      hasChecksum: false,
    });
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x52, 0x04), 0)).toMatchObject({
      frameBytes: 209,
      channels: 2,
      sideInfoBytes: 32,
    });
    expect(parseHeader(Uint8Array.of(0xff, 0xe3, 0x48, 0xc4), 0)).toMatchObject({
      version: '2.5',
      sampleRateHz: 8000,
      frameBytes: 288,
      sideInfoBytes: 9,
    });
  });
});

describe('format', () => {
  it('refuses what the encoder gets wrong, and names what is possible', () => {
    expect(() => checkFormat({ sampleRateHz: 44100, channels: 1, bitRateKbps: 32 })).toThrow(
      /mono MP3 at 44100 Hz cannot have 32 kbit\/s; choose one of 64, 80.*or for 32 a sample rate of 8000/,
    );
    expect(() => checkFormat({ sampleRateHz: 16000, channels: 2, bitRateKbps: 16 })).toThrow(
      /stereo/,
    );
    expect(() => checkFormat({ sampleRateHz: 96000, channels: 1, bitRateKbps: 64 })).toThrow(
      /MP3 has no 96000 Hz; choose one of 8000, /,
    );
    expect(() => checkFormat({ sampleRateHz: 32000, channels: 1, bitRateKbps: 144 })).toThrow();
  });

  it('takes every bit rate that it allows', () => {
    for (const { sampleRateHz, channels } of everyFormat) {
      for (const bitRateKbps of allowedBitRates(sampleRateHz, channels))
        checkFormat({ sampleRateHz, channels, bitRateKbps });
    }
  });

  it('settles the rate by the clips, no less than 16 and no more than 48 kHz, and by the bit rate', () => {
    expect([8000, 16000, 18900, 44100, 96000].map((rate) => autoSampleRate(rate, 1, null))).toEqual(
      [16000, 16000, 22050, 44100, 48000],
    );
    expect(autoSampleRate(44100, 1, 32)).toBe(22050);
    expect(autoSampleRate(8000, 1, 320)).toBe(32000);
    expect(autoSampleRate(16000, 1, 8)).toBe(8000);
    expect(autoSampleRate(16000, 1, 33)).toBe(16000);
  });
});

describe('encodeMp3', () => {
  it.each(labelled)('makes sound of the length that went in at %s', async (_, format) => {
    for (const frames of [1, 575, 576, 1152, 5000]) {
      const pcm = {
        channels: sound(1, format).channels.map((c) => c.subarray(0, frames)),
        sampleRateHz: format.sampleRateHz,
      };
      const whole = await encodeWholeMp3(pcm, format, '');
      const [played] = await play(whole);
      expect(played!.length).toBe(frames);
      expect(
        audioFrames(whole).length * framesPerMp3Frame(format.sampleRateHz),
      ).toBeGreaterThanOrEqual(frames + CODEC_DELAY_FRAMES);
    }
  });

  const extremes = everyFormat.flatMap(({ sampleRateHz, channels }) => {
    const rates = allowedBitRates(sampleRateHz, channels);
    return [rates[0]!, rates.at(-1)!].map((bitRateKbps) => ({
      name: 'mp3' as const,
      sampleRateHz,
      channels,
      bitRateKbps,
    }));
  });
  it.each(extremes.map((format) => [label(format), format] as const))(
    'is heard at %s',
    async (_, format) => {
      const pcm = sound(0.3, format);
      const [left] = await play(await encodeWholeMp3(pcm, format, ''));
      expect(signalToNoiseDb(pcm.channels[0]!, left!)).toBeGreaterThan(5);
    },
  );

  it('gives the same bytes for the same sound, whatever was encoded before', async () => {
    const format = everyFormat[6]!;
    const first = (await encodeMp3(sound(0.2, format), format)).bytes;
    await encodeMp3(sound(0.3, format, 1234), format);
    expect((await encodeMp3(sound(0.2, format), format)).bytes).toEqual(first);
  });
});

describe('encodeBlock', () => {
  it.each(labelled)(
    'stands alone, with one silent MP3 frame on either side, at %s',
    async (_, format) => {
      const unit = framesPerMp3Frame(format.sampleRateHz);
      const pcm = sound(0.25, format);
      const block = await encodeBlock(pcm, format);
      expect(block.frames).toBe(sampleFrames(pcm));
      expect(block.units).toBe(Math.ceil(block.frames / unit) + 2);
      const { frames, end } = walkFrames(block.bytes, 0);
      expect([frames.length, end]).toEqual([block.units, block.bytes.length]);
      const raw = new MPEGDecoder({ enableGapless: false });
      await raw.ready;
      const [decoded] = raw.decode(block.bytes).channelData;
      raw.free();
      // The tone swells from nothing, so nothing of it may be heard before or a little after.
      const loudest = (part: Float32Array) => part.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      expect(loudest(decoded!.subarray(0, unit - 288))).toBeLessThan(0.001);
      expect(loudest(decoded!.subarray(unit + block.frames + 288))).toBeLessThan(0.001);
      expect(loudest(decoded!)).toBeGreaterThan(0.4);
      // main_data_begin, the first 8 or 9 bits of the side information: no MP3 frame needs another's bits.
      for (const { start, header } of frames) {
        expect(block.bytes[start + 4]).toBe(0);
        if (header.version === '1') expect(block.bytes[start + 5]! & 0x80).toBe(0);
      }
    },
  );

  it('gives the encoder enough silence first that a hard onset comes out clean', async () => {
    const format: Mp3Format = { name: 'mp3', sampleRateHz: 44_100, channels: 1, bitRateKbps: 80 };
    const channel = Float32Array.from(
      { length: 13_230 },
      (_, f) => 0.5 * Math.sin((2 * Math.PI * 440 * f) / 44_100),
    );
    const block = await encodeBlock({ channels: [channel], sampleRateHz: 44_100 }, format);
    const raw = new MPEGDecoder({ enableGapless: false });
    await raw.ready;
    const decoded = raw.decode(block.bytes).channelData[0]!;
    raw.free();
    // 19.2 dB with three MP3 frames of silence before it, and 17.3 dB with one.
    const onset = channel.subarray(0, 1152);
    expect(signalToNoiseDb(onset, decoded.subarray(1152, 2 * 1152))).toBeGreaterThan(18.2);
  });
});

describe('splicing', () => {
  it.each(labelled)(
    'plays each clip where the timeline says, to the sample, at %s',
    async (_, format) => {
      const clips = [sound(0.21, format), sound(0.133, format, 660), sound(0.3, format, 550)];
      const { timeline, mp3 } = await splice(clips, format);
      const played = await play(mp3);
      const source = mixdown(timeline, format.channels);
      expect(played[0]!.length).toBe(timeline.frames);
      const whole = await play(await encodeWholeMp3(source, format, ''));
      source.channels.forEach((channel, c) => {
        const db = signalToNoiseDb(channel, played[c]!);
        const late = signalToNoiseDb(channel.subarray(1), played[c]!);
        const early = signalToNoiseDb(channel, played[c]!.subarray(1));
        expect(db).toBeGreaterThan(Math.max(late, early));
        expect(db).toBeGreaterThan(Math.min(40, signalToNoiseDb(channel, whole[c]!) - 2));
      });
    },
  );

  it('holds on real recordings: no offset, no more noise than whole encoding, silent joints', async () => {
    const words = ['hello', 'shreeshail', 'hello'];
    for (const [sampleRateHz, bitRateKbps] of [
      [16000, 32],
      [22050, 48],
      [24000, 48],
      [44100, 64],
    ] as const) {
      const format: Mp3Format = { name: 'mp3', sampleRateHz, channels: 1, bitRateKbps };
      const clips = await Promise.all(
        words.map(async (word) => {
          const { pcm } = await decodeClip(fixture(`audios/${word}.wav`), word);
          return prepare(pcm, { sampleRateHz, channels: 1, trim: true, fade: true });
        }),
      );
      const { timeline, mp3 } = await splice(clips, format);
      const source = mixdown(timeline, 1).channels[0]!;
      const played = (await play(mp3))[0]!;
      const whole = (
        await play(await encodeWholeMp3({ channels: [source], sampleRateHz }, format, ''))
      )[0]!;
      expect(played.length).toBe(timeline.frames);
      expect(signalToNoiseDb(source, played)).toBeGreaterThan(
        Math.min(40, signalToNoiseDb(source, whole) - 2),
      );
      timeline.placed.slice(1).forEach(({ start }, i) => {
        const before = timeline.placed[i]!;
        const joint = played.subarray(before.start + before.frames + 288, start - 288);
        expect(joint.length).toBeGreaterThan(0);
        expect(joint.reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)).toBeLessThan(
          10 ** (-70 / 20),
        );
      });
    }
  });

  it('has as many MP3 frames as the timeline needs and one on either side, however clips and gaps fall', async () => {
    const format: Mp3Format = { name: 'mp3', sampleRateHz: 16000, channels: 1, bitRateKbps: 40 };
    const clip = await encodeBlock(sound(0.1, format), format);
    const places = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 3000 }), (gaps, tail) => {
        let unit = 0;
        const placed = gaps.map((gap, i) => {
          unit += gap + (i === 0 ? 0 : clip.units);
          return { clip, start: unit * 576, frames: clip.frames };
        });
        const frames = placed.at(-1)!.start + clip.frames + tail;
        const audio = audioFrames(wrapped({ placed, frames, sampleRateHz: 16000 }, format));
        expect(audio.length).toBe(Math.ceil(frames / 576) + 2);
        expect(
          audio.every(({ header }) => header.bitRateKbps === 40 && header.sampleRateHz === 16000),
        ).toBe(true);
      }),
    );
  });
});

describe('the Info frame', () => {
  it.each(labelled)('tells length and bytes, and has room, at %s', async (_, format) => {
    const { mp3, timeline } = await splice([sound(0.2, format)], format);
    const start = skipId3v2(mp3);
    const info = walkFrames(mp3, start).frames[0]!;
    const tag = start + 4 + info.header.sideInfoBytes;
    const view = new DataView(mp3.buffer, mp3.byteOffset);
    expect(Buffer.from(mp3.subarray(tag, tag + 4)).toString()).toBe('Info');
    expect(view.getUint32(tag + 8)).toBe(audioFrames(mp3).length);
    expect(view.getUint32(tag + 12)).toBe(mp3.length - start);
    expect(info.header.frameBytes).toBeGreaterThanOrEqual(4 + info.header.sideInfoBytes + 156);
    const delays = (mp3[tag + 141]! << 16) | (mp3[tag + 142]! << 8) | mp3[tag + 143]!;
    expect(view.getUint16(tag + 154)).toBe(crc16(mp3.subarray(start, tag + 154)));
    const total = audioFrames(mp3).length * info.header.sampleFrames;
    expect(total - ((delays >> 12) + 529) - ((delays & 0xfff) - 529)).toBe(timeline.frames);
  });
});

/** CRC-16/ARC by long division, bit by bit from the low end: x^16 + x^15 + x^2 + 1. */
function crc16(bytes: Uint8Array): number {
  const register = Array<number>(16).fill(0);
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const feedback = register[15]! ^ ((byte >> bit) & 1);
      register.pop();
      register.unshift(feedback);
      register[2]! ^= feedback;
      register[15]! ^= feedback;
    }
  }
  return register.reduce((sum, one, i) => sum + one * 2 ** (15 - i), 0);
}

describe('emptyFrame', () => {
  it.each(labelled)('decodes to nothing but zeros at %s', async (_, format) => {
    const { bytes } = emptyFrame(format);
    const [silence] = await play(Buffer.concat([bytes, bytes, bytes, bytes]));
    expect(silence!.length).toBeGreaterThan(0);
    expect(silence!.every((sample) => sample === 0)).toBe(true);
  });

  it('refuses a bit rate that has no header', () => {
    expect(() => emptyFrame({ sampleRateHz: 16000, channels: 1, bitRateKbps: 33 })).toThrow(
      /no MP3 header/,
    );
  });
});

describe('id3Title', () => {
  it('holds the title in UTF-16, and is skipped by its own size', () => {
    const tag = id3Title('नमस्ते hello');
    expect(skipId3v2(Buffer.concat([tag, Buffer.alloc(20)]))).toBe(tag.length);
    expect(Buffer.from(tag.subarray(23)).toString('utf16le')).toBe('नमस्ते hello');
  });

  it('is cut where it is long, and never inside a character', () => {
    const title = Buffer.from(id3Title('😀'.repeat(300)).subarray(23)).toString('utf16le');
    expect(title.length).toBeLessThanOrEqual(250);
    expect(title).toMatch(/^(😀)+…$/u);
  });
});
