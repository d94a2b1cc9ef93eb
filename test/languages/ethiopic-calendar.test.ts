import { describe, expect, it } from 'vitest';
import { toEthiopic } from '../../src/languages/ethiopic-calendar.ts';

describe('toEthiopic', () => {
  it('agrees with Intl on every 53rd day from 1600 to 2200', () => {
    const format = new Intl.DateTimeFormat('en-u-ca-ethiopic', {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      timeZone: 'UTC',
    });
    const day = 86_400_000;
    for (let time = Date.UTC(1600, 0, 1); time < Date.UTC(2200, 0, 1); time += 53 * day) {
      const at = new Date(time);
      const parts = format.formatToParts(at);
      const part = (type: string) => Number(parts.find((one) => one.type === type)!.value);
      const own = toEthiopic(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
      expect(own).toEqual({ year: part('year'), month: part('month'), day: part('day') });
    }
  });
});
