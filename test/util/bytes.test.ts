import { describe, expect, it } from 'vitest';
import { byteLength, concat } from '../../src/util/bytes.ts';

describe('concat', () => {
  it('puts pieces and views of them one after the other', () => {
    const pieces = [Uint8Array.of(1, 2), new Uint8Array(), Uint8Array.of(9, 3, 9).subarray(1, 2)];
    expect(concat(pieces)).toEqual(Uint8Array.of(1, 2, 3));
    expect(concat([])).toEqual(new Uint8Array());
  });

  it('returns a single piece without a copy', () => {
    const piece = Uint8Array.of(1);
    expect(concat([piece])).toBe(piece);
  });
});

describe('byteLength', () => {
  it('sums the bytes of all pieces', () => {
    expect(byteLength([new Uint8Array(3), new Uint8Array(0), new Uint8Array(4)])).toBe(7);
    expect(byteLength([])).toBe(0);
  });
});
