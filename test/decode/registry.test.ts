import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../src/decode/registry.ts';
import { decodeWav } from '../../src/decode/wav.ts';
import { StitchError } from '../../src/errors.ts';
import { encodeWav, fixture, fixtureNames, tone } from '../fixtures.ts';

const formats = fixtureNames('formats').filter((name) => !name.endsWith('.f32'));

/** What ffmpeg (for IMA ADPCM and RIFX, sox) decodes a fixture to, interleaved. */
function reference(name: string): Float32Array {
  const bytes = fixture(`formats/${name}.f32`);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function interleave(channels: readonly Float32Array[]): Float32Array {
  return Float32Array.from(
    { length: channels[0]!.length * channels.length },
    (_, i) => channels[i % channels.length]![Math.floor(i / channels.length)]!,
  );
}

describe('decodeClip', () => {
  it.each(formats.filter((name) => name.endsWith('.wav')))(
    'reads %s as ffmpeg or sox does, to the sample',
    async (name) => {
      const { pcm, warnings } = await decodeClip(fixture(`formats/${name}`), name);
      const expected = reference(name);
      const got = interleave(pcm.channels);
      // sox takes no notice of a fact chunk that says where the last ADPCM block ends.
      expect(got.length).toBe(name === 'ima-adpcm.wav' ? 802 : expected.length);
      expect(got.findIndex((sample, i) => sample !== expected[i])).toBe(-1);
      expect(warnings).toEqual([]);
    },
  );

  it.each(formats.filter((name) => name.endsWith('.mp3')))(
    'reads %s as ffmpeg does',
    async (name) => {
      const { pcm } = await decodeClip(fixture(`formats/${name}`), name);
      const expected = reference(name);
      const got = interleave(pcm.channels);
      expect(got.length).toBe(expected.length);
      expect(Math.max(...got.map((sample, i) => Math.abs(sample - expected[i]!)))).toBeLessThan(
        1e-4,
      );
    },
  );

  it('goes by what a file holds, not by its name', async () => {
    expect((await decodeClip(fixture('formats/mono.mp3'), 'misnamed.wav')).encoding).toBe(
      'MP3 64 kbit/s',
    );
    expect((await decodeClip(fixture('formats/stereo.mp3'), 'x')).encoding).toBe('MP3 variable');
  });

  it('plays an MP3 with tags before and after, and junk behind', async () => {
    const mp3 = fixture('formats/mono.mp3');
    const plain = (await decodeClip(mp3, 'x')).pcm.channels[0]!;
    const id3v1 = Buffer.concat([mp3, Buffer.from('TAG'.padEnd(128, '\0'))]);
    expect((await decodeClip(id3v1, 'x')).warnings).toEqual([]);
    const junk = await decodeClip(Buffer.concat([mp3, Buffer.from('some TAG and junk')]), 'x.mp3');
    expect(junk.warnings[0]).toMatch(/^ends in bytes that are not MP3/);
    expect(junk.pcm.channels[0]!.length).toBe(plain.length);
  });

  /** What looks like the header of an MP3 frame of 208 bytes, and no other after it. */
  const falseFrame = Buffer.alloc(300, 0x55);
  falseFrame.set([0xff, 0xfb, 0x50, 0xc4]);

  it('takes junk with what looks like one MP3 header for no MP3', async () => {
    const junk = Buffer.concat([Buffer.alloc(500, 0x55), falseFrame, Buffer.alloc(500, 0x55)]);
    await expect(decodeClip(junk, 'junk.mp3')).rejects.toMatchObject({ code: 'clip/not-audio' });
  });

  it('passes over what looks like one MP3 header before an MP3', async () => {
    const mp3 = fixture('formats/mono.mp3');
    const { pcm } = await decodeClip(Buffer.concat([falseFrame, mp3]), 'x.mp3');
    expect(pcm).toEqual((await decodeClip(mp3, 'x.mp3')).pcm);
  });

  it('takes a step index past the last of IMA ADPCM for the last', async () => {
    const withIndex = (index: number) => {
      const wav = fixture('formats/ima-adpcm.wav').slice();
      wav[Buffer.from(wav).indexOf('data') + 8 + 2] = index;
      return decodeClip(wav, 'x.wav');
    };
    const { pcm } = await withIndex(200);
    expect(pcm).toEqual((await withIndex(88)).pcm);
    expect(pcm).not.toEqual((await withIndex(20)).pcm);
  });

  const refused: Record<string, [string, RegExp]> = {
    'empty.wav': ['clip/empty', /is an empty file; record it again/],
    'cut-in-riff-header.wav': ['clip/not-audio', /the beginning of a WAV file, and no more/],
    'cut-in-format.wav': ['clip/corrupt', /larger than what the file has/],
    'cut-before-data.wav': ['clip/empty', /has no samples/],
    'cut-before-first-sample.wav': ['clip/empty', /cut off before its first sample/],
    'no-samples.wav': ['clip/empty', /has no samples/],
    'no-samples-but-list-after.wav': ['clip/empty', /has no samples/],
    'no-format.wav': ['clip/corrupt', /samples come before their format/],
    'not-audio.wav': ['clip/not-audio', /neither WAV nor MP3; convert it/],
    'web-page.wav': ['clip/not-audio', /a web page/],
    'flac-named.wav': ['clip/not-audio', /a FLAC file/],
    'zero-hz.wav': ['clip/corrupt', /sample rate is 0 Hz/],
    'zero-channels.wav': ['clip/corrupt', /no channels/],
    'wrong-block-size.wav': ['clip/corrupt', /blocks of 3 bytes cannot hold 1 channel/],
    'format-chunk-past-the-end.wav': ['clip/corrupt', /larger than what the file has/],
    'twelve-bit.wav': [
      'clip/unsupported',
      /12-bit samples, which cannot be read; convert it to 16-bit PCM/,
    ],
    'sixty-four-bit.wav': ['clip/unsupported', /64-bit samples/],
    'ms-adpcm.wav': ['clip/unsupported', /MS ADPCM/],
    'gsm.wav': ['clip/unsupported', /GSM 6\.10/],
    'mp3-in-wav.wav': ['clip/unsupported', /MP3/],
    'unknown-codec.wav': ['clip/unsupported', /codec 16962/],
    'float-not-a-number.wav': ['clip/corrupt', /no numbers/],
    'extensible-unknown-codec.wav': ['clip/corrupt', /names no codec/],
    'noise.mp3': ['clip/not-audio', /neither WAV nor MP3/],
  };
  it.each(Object.entries(refused))('refuses %s', async (name, [code, message]) => {
    const error = await decodeClip(fixture(`defects/${name}`), name).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(StitchError);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(name);
  });

  it('has an expectation for every defect', () => {
    const played = fixtureNames('defects').filter((name) => name.startsWith('played-'));
    const known = [...Object.keys(refused), ...played, 'cut-in-data.wav', 'damaged.mp3'];
    expect(fixtureNames('defects')).toEqual(known.sort());
  });

  it.each(fixtureNames('defects').filter((name) => name.startsWith('played-')))(
    'plays %s',
    async (name) => {
      const { pcm, warnings } = await decodeClip(fixture(`defects/${name}`), name);
      expect(pcm.channels[0]!.length).toBe(1600);
      expect(warnings).toEqual([]);
      const hash = createHash('sha256')
        .update(new Uint8Array(pcm.channels[0]!.buffer))
        .digest('hex');
      expect(hash.slice(0, 16)).toBe('962cb3bdc39d5794');
    },
  );

  it('plays what is there of cut data, in whole sample frames, and says so', async () => {
    const { pcm, warnings } = await decodeClip(
      fixture('defects/cut-in-data.wav'),
      'cut-in-data.wav',
    );
    expect(pcm.channels[0]!.length).toBe(500);
    expect(warnings).toEqual(['ends before its samples do; what is there is played']);
  });

  it('plays the whole frames of a damaged MP3, and says so', async () => {
    const { warnings } = await decodeClip(fixture('defects/damaged.mp3'), 'damaged.mp3');
    expect(warnings[0]).toMatch(/^ends in bytes that are not MP3/);
  });

  it('never throws anything but a StitchError, whatever the bytes', async () => {
    const wav = fixture('formats/extensible-pcm-24.wav');
    const mp3 = fixture('formats/mono.mp3');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(wav, mp3),
        fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(2600),
        async (source, changes, length) => {
          const bytes = source.slice(0, length);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            const { pcm } = await decodeClip(bytes, 'fuzzed');
            expect(pcm.channels[0]!.length).toBeGreaterThan(0);
          } catch (error) {
            expect(error).toBeInstanceOf(StitchError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('encodeWav', () => {
  it('gives back what it was given, to 16 bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }),
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
        async (channels, samples) => {
          const channel = Float32Array.from(samples);
          const { pcm } = await decodeWav(
            encodeWav({
              channels: Array.from({ length: channels }, () => channel),
              sampleRateHz: 8000,
            }),
            'x',
          );
          expect(pcm.channels.length).toBe(channels);
          pcm.channels[channels - 1]!.forEach((sample, f) => {
            expect(Math.abs(sample - Math.min(channel[f]!, 32767 / 32768))).toBeLessThanOrEqual(
              0.5 / 32768,
            );
          });
        },
      ),
    );
  });

  it('clamps what is too loud', async () => {
    const loud = { channels: [Float32Array.of(3, -3)], sampleRateHz: 8000 };
    const { pcm } = await decodeWav(encodeWav(loud), 'x');
    expect([...pcm.channels[0]!]).toEqual([32767 / 32768, -1]);
  });

  it('is a file of known bytes', () => {
    const hash = createHash('sha256')
      .update(encodeWav(tone(0.01, 8000)))
      .digest('hex');
    expect(hash.slice(0, 16)).toBe('267cae3f322f7cc0');
  });
});
