import { describe, expect, it } from 'vitest';
import type { Decoder } from '../../src/decode/decoder.ts';
import { DECODERS } from '../../src/decode/formats.ts';
import { StitchError } from '../../src/errors.ts';
import { fixture, fixtureNames } from '../fixtures.ts';
import { FORMATS } from './reference.ts';

/** The ends of a fixture's truncations: every byte of its headers, then some. */
const CUTS = [...Array(130).keys(), ...Array.from({ length: 40 }, (_, i) => 137 + 61 * i)];

/** Fixtures (in fixtures/formats) that a decoder is tried with. */
export interface DecoderTrial {
  readonly own: readonly string[];
  /** Fixtures of formats before it in the registry that it would decode, with the reason. */
  readonly mistaken?: Readonly<Record<string, string>>;
}

/** Contract of a Decoder. */
export function decoderContract(decoder: Decoder, { own, mistaken = {} }: DecoderTrial): void {
  /** Result of decoding: sound, null, or a StitchError. Any other thrown value fails the test. */
  async function attempt(bytes: Uint8Array, name: string) {
    try {
      const decoded = await decoder.decode(bytes, name);
      if (decoded === null) return null;
      const { channels, sampleRateHz } = decoded.pcm;
      expect(sampleRateHz).toBeGreaterThan(0);
      expect(channels.length).toBeGreaterThan(0);
      expect(channels[0]!.length).toBeGreaterThan(0);
      expect(new Set(channels.map(({ length }) => length)).size).toBe(1);
      expect(channels.every((channel) => channel.every(Number.isFinite))).toBe(true);
      return decoded;
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      expect(error.code).toMatch(/^clip\/(empty|corrupt|unsupported)$/);
      return error;
    }
  }

  describe(`${decoder.name} (contract of Decoder)`, () => {
    it('is registered once, with endings of its own in lower case', () => {
      expect(DECODERS.filter((other) => other === decoder)).toHaveLength(1);
      const others = DECODERS.filter((other) => other !== decoder);
      for (const extension of decoder.extensions) {
        expect(extension).toBe(extension.toLowerCase());
        expect(others.flatMap(({ extensions }) => extensions)).not.toContain(extension);
      }
    });

    it.each(own)('recognizes and decodes %s', async (name) => {
      const bytes = fixture(`formats/${name}`);
      expect(decoder.recognizes(bytes, name)).toBe(true);
      expect(await attempt(bytes, name)).toMatchObject({
        encoding: expect.stringMatching(/./),
        warnings: [],
      });
    });

    it('decodes a view as the same bytes on their own', async () => {
      const bytes = fixture(`formats/${own[0]}`);
      const around = new Uint8Array(bytes.length + 6).fill(0x55);
      around.set(bytes, 3);
      const view = around.subarray(3, 3 + bytes.length);
      expect(await attempt(view, 'view')).toEqual(await attempt(bytes, 'view'));
    });

    it('leaves the bytes as they are', async () => {
      const bytes = fixture(`formats/${own[0]}`);
      await attempt(bytes, 'x');
      expect(Buffer.compare(bytes, fixture(`formats/${own[0]}`))).toBe(0);
    });

    const others = [
      ...FORMATS.filter((name) => !own.includes(name)).map((name) => `formats/${name}`),
      ...fixtureNames('defects').map((name) => `defects/${name}`),
    ];
    it.each(others)('declines, decodes or refuses %s', async (name) => {
      const bytes = fixture(name);
      const made = decoder.recognizes(bytes, name) ? await attempt(bytes, name) : null;
      if (name.startsWith('formats/') && mistaken[name.slice('formats/'.length)] === undefined)
        expect(made).toBeNull();
    });

    it.each(own)('declines, decodes or refuses every truncation of %s', async (name) => {
      const bytes = fixture(`formats/${name}`);
      const outcomes = new Set<string>();
      for (const end of CUTS.filter((cut) => cut < bytes.length)) {
        const cut = bytes.subarray(0, end);
        const made = decoder.recognizes(cut, name) ? await attempt(cut, name) : null;
        outcomes.add(made === null ? 'null' : made instanceof StitchError ? 'refused' : 'decoded');
      }
      expect(outcomes.size).toBeGreaterThan(1);
    });
  });
}
