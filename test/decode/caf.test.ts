import { describe, expect, it } from 'vitest';
import { cafDecoder } from '../../src/decode/caf.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { FORMATS, interleave, reference } from './reference.ts';

const OWN = FORMATS.filter((name) => name.endsWith('.caf'));

decoderContract(cafDecoder, { own: OWN });

describe('cafDecoder', () => {
  it.each(OWN)('decodes %s to the samples of ffmpeg', async (name) => {
    const { pcm } = await decodeClip(fixture(`formats/${name}`), name);
    expect(pcm.sampleRateHz).toBe(8000);
    const expected = reference(name);
    const got = interleave(pcm.channels);
    expect(got.length).toBe(expected.length);
    expect(got.findIndex((sample, i) => sample !== expected[i])).toBe(-1);
  });

  const whole = fixture('formats/caf-pcm-16.caf');
  const desc = Buffer.from(whole).indexOf('desc') + 12;
  const data = Buffer.from(whole).indexOf('data') + 12;
  const changed = (change: (view: DataView) => void) => {
    const bytes = whole.slice();
    change(new DataView(bytes.buffer));
    return decodeClip(bytes, 'x.caf');
  };

  it('decodes what is there of cut data, with a warning', async () => {
    const { pcm, warnings } = await decodeClip(whole.subarray(0, data + 4 + 201), 'x.caf');
    expect(pcm.channels[0]!.length).toBe(100);
    expect(warnings).toEqual(['ends before its samples do; what is there is played']);
  });

  it('plays to the end where the size is -1, as recorders leave it', async () => {
    const { pcm, warnings } = await changed((view) => view.setBigInt64(data - 8, -1n));
    expect([pcm.channels[0]!.length, warnings]).toEqual([802, []]);
  });

  it('plays what is there where the size is beyond all bounds', async () => {
    const { pcm, warnings } = await changed((view) => view.setBigInt64(data - 8, 2n ** 62n));
    expect([pcm.channels[0]!.length, warnings.length]).toEqual([802, 1]);
  });

  it.each([
    ['0 Hz', /sample rate is 0 Hz/, (view: DataView) => view.setFloat64(desc, 0)],
    ['endless Hz', /sample rate is 4294967295/, (v: DataView) => v.setFloat64(desc, Infinity)],
    ['no number of Hz', /sample rate is 0 Hz/, (view: DataView) => view.setFloat64(desc, NaN)],
    ['no channels', /no channels/, (view: DataView) => view.setUint32(desc + 24, 0)],
    ['0 bits', /0-bit samples/, (view: DataView) => view.setUint32(desc + 28, 0)],
    ['12 bits', /12-bit samples/, (view: DataView) => view.setUint32(desc + 28, 12)],
    ['a packet of 0 bytes', /blocks of 0 bytes/, (view: DataView) => view.setUint32(desc + 16, 0)],
    ['no format', /no format chunk/, (view: DataView) => view.setUint8(desc - 12, 0)],
    ['no samples', /no samples/, (view: DataView) => view.setUint8(data - 12, 0)],
    ['a negative size', /no samples/, (view: DataView) => view.setInt32(12, -5)],
  ])('refuses %s', async (_, message, change) => {
    await expect(changed(change)).rejects.toThrow(message);
  });

  it('names a codec that it does not read', async () => {
    const caf = whole.slice();
    caf.set(Buffer.from('ima4'), desc + 8);
    await expect(decodeClip(caf, 'x.caf')).rejects.toThrow(
      'x.caf has codec "ima4", which cannot be read; convert it to 16-bit PCM',
    );
  });
});
