import { describe, expect, it } from 'vitest';
import { resample } from '../../../src/audio/resample.ts';
import type { Decoder } from '../../../src/decode/decoder.ts';
import { flacDecoder } from '../../../src/decode/flac.ts';
import { mp4Decoder } from '../../../src/decode/mp4.ts';
import { oggDecoder } from '../../../src/decode/ogg.ts';
import { decodeClip } from '../../../src/decode/registry.ts';
import { webmDecoder } from '../../../src/decode/webm.ts';
import { fixture } from '../../fixtures.ts';
import { decoderContract } from '../contract.ts';
import { FORMATS, interleave, reference } from '../reference.ts';

const CUT = ['ends before its samples do; what is there is played'];

describe.each([flacDecoder, mp4Decoder, oggDecoder, webmDecoder])('$name', (decoder: Decoder) => {
  const own = FORMATS.filter((name) => decoder.extensions.includes(name.split('.')[1]!));
  decoderContract(decoder, { own });

  const exact = own.filter((name) => !name.startsWith('amr')); // that is in amr.test.ts
  it.each(exact)('decodes %s to the samples of ffmpeg, delay and padding removed', async (name) => {
    const { pcm } = await decodeClip(fixture(`formats/${name}`), name);
    const expected = pcmOf(name, pcm.channels.length);
    const got = interleave(pcm.channels);
    const wanted = interleave(resample(expected, pcm.sampleRateHz).channels);
    // FFmpeg leaves what fills up the last AAC frame.
    if (name.includes('aac')) expect(got.length).toBeLessThan(wanted.length);
    else expect(got.length).toBe(wanted.length);
    const error = Math.max(...got.map((sample, i) => Math.abs(sample - clamped(wanted[i]!))));
    expect(error).toBeLessThanOrEqual(/[fa]la?c/.test(name) ? 0 : 1e-4);
  });
});

function clamped(sample: number): number {
  return Math.max(-1, Math.min(1, sample));
}

/** The reference of a fixture: Opus at 48 kHz, the others at their own rate. */
function pcmOf(name: string, channelCount: number) {
  const samples = reference(name);
  const channels = Array.from({ length: channelCount }, (_, c) =>
    samples.filter((_, i) => i % channelCount === c),
  );
  return { channels, sampleRateHz: name.includes('opus') ? 48_000 : rateOf(name) };
}

function rateOf(name: string): number {
  return /[fa]la?c|3gp/.test(name) ? 8000 : name.startsWith('stereo') ? 44_100 : 16_000;
}

describe('clips that FFmpeg decodes', () => {
  it.each([
    ['opus-48.ogg', 48_000, 'Opus'],
    ['opus-16.opus', 16_000, 'Opus'],
    ['opus-16-live.webm', 16_000, 'Opus'],
    ['vorbis.ogg', 16_000, 'Vorbis'],
    ['flac.oga', 8000, 'FLAC'],
    ['aac.m4a', 16_000, 'AAC'],
    ['aac-8.3gp', 8000, 'AAC'],
    ['alac.m4a', 8000, 'ALAC'],
  ])('have the rate of the recording: %s', async (name, rate, codec) => {
    const { pcm, encoding } = await decodeClip(fixture(`formats/${name}`), 'x');
    expect([pcm.sampleRateHz, encoding]).toEqual([rate, codec]);
    expect(Math.abs(pcm.channels[0]!.length / rate - 0.1003)).toBeLessThan(0.012);
  });

  it('keep 48 kHz where OpusHead has an unusual rate', async () => {
    const ogg = fixture('formats/opus-16.opus');
    const head = Buffer.from(ogg).indexOf('OpusHead');
    const page = Buffer.from(ogg.subarray(0, Buffer.from(ogg).indexOf('OggS', 4)));
    page.writeUInt32LE(17_000, head + 12);
    page.writeUInt32LE(0, 22);
    page.writeUInt32LE(oggCrc(page), 22);
    const { pcm } = await decodeClip(Buffer.concat([page, ogg.subarray(page.length)]), 'x');
    expect(pcm.sampleRateHz).toBe(48_000);
  });

  it.each([
    'opus-48.ogg',
    'opus-16.opus', // one page, as short recordings have
    'vorbis.ogg',
    'flac.oga',
    'opus-16-live.webm',
    'stereo-opus.webm',
    'stereo-flac-24.flac',
    'aac.m4a',
  ])('play what is there of a cut %s, with a warning', async (name) => {
    const whole = fixture(`formats/${name}`);
    const cut = whole.subarray(0, whole.length - 40);
    const decode = async (bytes: Uint8Array) =>
      (await decodeClip(bytes, name)).pcm.channels[0]!.length;
    expect((await decodeClip(cut, name)).warnings).toEqual(CUT);
    expect(await decode(cut)).toBeLessThan(await decode(whole));
  });

  it('are refused before they are decoded where they say that they last too long', async () => {
    const flac = fixture('formats/flac-16.flac').slice();
    // The low 32 of the 36 bits of STREAMINFO's number of samples.
    new DataView(flac.buffer).setUint32(8 + 14, 8000 * 60 * 16);
    await expect(decodeClip(flac, 'x.flac')).rejects.toThrow(
      'x.flac lasts 16 minutes, the limit is 15; split it',
    );
  });

  it('name the codec that is not read', async () => {
    const mp4 = Buffer.from(fixture('formats/aac.m4a'));
    // The object type of the decoder's description (ISO/IEC 14496-1, 7.2.6.6): AC-3.
    mp4[mp4.indexOf(Uint8Array.of(4, 0x80, 0x80, 0x80), mp4.indexOf('esds')) + 5] = 0xa5;
    await expect(decodeClip(mp4, 'x.m4a')).rejects.toThrow(
      'x.m4a has the codec ac3, which cannot be read; convert it to 16-bit PCM',
    );
  });

  it('are found behind an ID3 tag: FLAC', async () => {
    const flac = fixture('formats/flac-16.flac');
    const tag = Buffer.from('ID3\x04\0\0\0\0\0\x05hello', 'latin1');
    const { pcm } = await decodeClip(Buffer.concat([tag, flac]), 'x.flac');
    expect(pcm).toEqual((await decodeClip(flac, 'x.flac')).pcm);
  });

  it('are named where they have a codec that is not read', async () => {
    const ogg = Buffer.from(fixture('formats/opus-48.ogg'));
    ogg.fill(0, 28, 47);
    await expect(decodeClip(ogg, 'x.ogg')).rejects.toMatchObject({
      code: expect.stringMatching(/^clip\/(corrupt|unsupported)$/),
      message: expect.stringMatching(/^x\.ogg /),
    });
  });
});

/** The checksum of an Ogg page (RFC 3533, 6). */
function oggCrc(page: Uint8Array): number {
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
}
