import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skipId3v2 } from '../../src/codec/mp3/mpeg.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { StitchError } from '../../src/errors.ts';
import { encodeWav, fixture, fixtureNames, tone } from '../fixtures.ts';

describe('decodeClip', () => {
  it('chooses the decoder by content, not by name', async () => {
    expect((await decodeClip(fixture('formats/mono.mp3'), 'misnamed.wav')).encoding).toBe(
      'MP3 64 kbit/s',
    );
    expect((await decodeClip(fixture('formats/stereo.mp3'), 'x')).encoding).toBe('MP3 variable');
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
    'not-audio.wav': ['clip/not-audio', /not a recording in a supported format; convert it/],
    'web-page.wav': ['clip/not-audio', /a web page/],
    'flac-named.wav': ['clip/corrupt', /is a damaged FLAC file/],
    'zero-hz.wav': ['clip/corrupt', /sample rate is 0 Hz/],
    'zero-channels.wav': ['clip/corrupt', /no channels/],
    'wrong-block-size.wav': ['clip/corrupt', /blocks of 3 bytes cannot hold 1 channel/],
    'format-chunk-past-the-end.wav': ['clip/corrupt', /larger than what the file has/],
    'twelve-bit.wav': [
      'clip/unsupported',
      /12-bit samples, which cannot be read; convert it to 16-bit PCM/,
    ],
    'sixty-four-bit.wav': ['clip/unsupported', /64-bit samples/],
    'g726.wav': ['clip/unsupported', /G\.726/],
    'truespeech.wav': ['clip/unsupported', /TrueSpeech/],
    'wrong-gsm-block.wav': ['clip/corrupt', /blocks of 33 bytes cannot hold 1 channels of GSM/],
    'wrong-ms-adpcm-block.wav': ['clip/corrupt', /blocks of 7 bytes cannot hold/],
    'mp3-in-wav.wav': ['clip/unsupported', /MP3/],
    'unknown-codec.wav': ['clip/unsupported', /codec 16962/],
    'float-not-a-number.wav': ['clip/corrupt', /no numbers/],
    'extensible-unknown-codec.wav': ['clip/corrupt', /names no codec/],
    'noise.mp3': ['clip/not-audio', /not a recording/],
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

  /** A float WAV of a soft tone, sample 100 replaced. */
  async function withSample(value: number) {
    const wav = fixture('formats/float-32.wav').slice();
    const view = new DataView(wav.buffer);
    const data = Buffer.from(wav).indexOf('data') + 8;
    view.setFloat32(data + 4 * 100, value, true);
    return decodeClip(wav, 'float.wav');
  }

  it('clamps samples past full scale, and refuses those that no recording holds', async () => {
    const { pcm } = await withSample(1.5);
    expect(Math.max(...pcm.channels.flatMap((channel) => [...channel]))).toBe(1);
    expect(Math.min(...(await withSample(-3.9)).pcm.channels[0]!)).toBe(-1);
    for (const value of [4.1, -1e30]) {
      await expect(withSample(value)).rejects.toThrow(
        'float.wav is damaged: it has samples far past full scale; record or convert it again',
      );
    }
  });

  it.each([
    ['WAV', encodeWav(tone(0.01, 8000)), 'data'],
    ['MP3', fixture('formats/mono.mp3'), null],
  ])('refuses a %s that lasts too long', async (_, file, chunk) => {
    const long =
      chunk === null
        ? Buffer.concat(Array(5000).fill(file.subarray(skipId3v2(file))))
        : Buffer.concat([file, Buffer.alloc(2 * 8000 * 16 * 60)]);
    if (chunk !== null) long.writeUInt32LE(0xffffffff, long.indexOf(chunk) + 4);
    await expect(decodeClip(long, 'long')).rejects.toThrow(
      /^long lasts \d+ minutes, the limit is 15; split it$/,
    );
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
      { numRuns: 100 },
    );
  });
});
