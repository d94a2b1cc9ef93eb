import { describe, expect, it } from 'vitest';
import { silentPieces } from '../../src/codec/silence.ts';
import { byteLength, concat } from '../../src/util/bytes.ts';

describe('silentPieces', () => {
  it('repeats one unit, across the runs of long silences too', () => {
    const format = {};
    for (const units of [1, 2, 4096, 4097, 30_000]) {
      const bytes = concat(silentPieces(units, format, () => Uint8Array.of(1, 2, 3)));
      expect(bytes.length).toBe(3 * units);
      expect(bytes.every((byte, i) => byte === (i % 3) + 1)).toBe(true);
    }
  });

  it('is empty for no units and for less', () => {
    const make = () => Uint8Array.of(1);
    expect([silentPieces(0, {}, make), silentPieces(-3, {}, make)]).toEqual([[], []]);
  });

  it('makes the unit once per format, and shares its memory', () => {
    const format = {};
    let made = 0;
    const make = () => {
      made++;
      return Uint8Array.of(7);
    };
    const [first] = silentPieces(1, format, make);
    const [second] = silentPieces(2, format, make);
    expect(second!.buffer).toBe(first!.buffer);
    expect(first!.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(made).toBe(1);
    silentPieces(1, {}, make);
    expect(made).toBe(2);
  });

  it('takes units larger than its runs', () => {
    const pieces = silentPieces(3, {}, () => new Uint8Array(100_000));
    expect(byteLength(pieces)).toBe(300_000);
  });
});
