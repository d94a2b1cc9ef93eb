import { describe, expect, it } from 'vitest';
import { aiffDecoder } from '../../src/decode/aiff.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { FORMATS, interleave, reference } from './reference.ts';

const OWN = FORMATS.filter((name) => /\.aif[fc]?$/.test(name));

decoderContract(aiffDecoder, { own: OWN });

describe('aiffDecoder', () => {
  it.each(OWN)('decodes %s to the samples of ffmpeg', async (name) => {
    const { pcm } = await decodeClip(fixture(`formats/${name}`), name);
    expect(pcm.sampleRateHz).toBe(8000);
    const expected = reference(name);
    const got = interleave(pcm.channels);
    expect(got.length).toBe(expected.length);
    expect(got.findIndex((sample, i) => sample !== expected[i])).toBe(-1);
  });

  const whole = fixture('formats/aiff-pcm-16.aiff');
  const comm = Buffer.from(whole).indexOf('COMM') + 8;
  const sound = Buffer.from(whole).indexOf('SSND') + 8;
  const changed = (change: (view: DataView) => void) => {
    const bytes = whole.slice();
    change(new DataView(bytes.buffer));
    return decodeClip(bytes, 'x.aiff');
  };

  it('decodes what is there of cut data, with a warning', async () => {
    const { pcm, warnings } = await decodeClip(whole.subarray(0, sound + 8 + 201), 'x.aiff');
    expect(pcm.channels[0]!.length).toBe(100);
    expect(warnings).toEqual(['ends before its samples do; what is there is played']);
  });

  it.each([0, 0x7f000000, 0xffffffff])('plays to the end where its sizes are %i', async (size) => {
    const { pcm, warnings } = await changed((view) => {
      view.setUint32(comm + 2, size);
      view.setUint32(sound - 4, size);
    });
    expect([pcm.channels[0]!.length, warnings]).toEqual([802, []]);
  });

  it.each([
    ['0 Hz', /sample rate is 0 Hz/, (view: DataView) => view.setUint16(comm + 8, 0)],
    ['endless Hz', /sample rate is 4294967295/, (v: DataView) => v.setUint16(comm + 8, 0x7fff)],
    ['no channels', /no channels/, (view: DataView) => view.setUint16(comm, 0)],
    ['0 bits', /0-bit samples/, (view: DataView) => view.setUint16(comm + 6, 0)],
    ['no format', /no format chunk/, (view: DataView) => view.setUint8(comm - 8, 0)],
    ['no samples', /no samples/, (view: DataView) => view.setUint8(sound - 8, 0)],
    ['an offset past the end', /cut off/, (view: DataView) => view.setUint32(sound, 1e9)],
  ])('refuses %s', async (_, message, change) => {
    await expect(changed(change)).rejects.toThrow(message);
  });

  it('names a codec that it does not read', async () => {
    const aifc = fixture('formats/sowt.aifc').slice();
    aifc.set(Buffer.from('QDM2'), Buffer.from(aifc).indexOf('sowt'));
    await expect(decodeClip(aifc, 'x.aifc')).rejects.toThrow(
      'x.aifc has codec "QDM2", which cannot be read; convert it to 16-bit PCM',
    );
  });
});
