import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/util/nearest-name.ts';

describe('nearestName', () => {
  it('takes the nearest name where at most a third of the letters differ', () => {
    const names = ['fade', 'format', 'gap'];
    expect(nearestName('formt', names)).toBe('format');
    expect(nearestName('fad', names)).toBe('fade');
    expect(nearestName('gap', names)).toBe('gap');
    expect(nearestName('fo', names)).toBeUndefined();
    expect(nearestName('fade', [])).toBeUndefined();
    expect(nearestName('', names)).toBeUndefined();
  });
});
