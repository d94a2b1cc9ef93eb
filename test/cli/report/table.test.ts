import { describe, expect, it } from 'vitest';
import { formatTable } from '../../../src/cli/report/table.ts';

describe('formatTable', () => {
  it('aligns wide scripts, and replaces control characters', () => {
    const table = formatTable(
      [{ heading: 'a' }, { heading: 'b', right: true }],
      [
        ['你好', '1'],
        ['x\x1b[2J', '10'],
      ],
    );
    expect(table).toBe('a       b\n你好    1\nx\uFFFD[2J  10\n');
  });

  it('aligns columns by the cells that a terminal gives each character', () => {
    const table = formatTable(
      [{ heading: 'a' }, { heading: 'b' }],
      [
        ['कि', 'x'],
        ['你好', 'x'],
        ['👨‍👩‍👧🇰🇪', 'x'],
        ['e\u0301abc', 'x'],
        ['Ｈ１', 'x'],
      ],
    );
    expect(table.split('\n')).toEqual([
      'a     b',
      'कि    x',
      '你好  x',
      '👨‍👩‍👧🇰🇪  x',
      'e\u0301abc  x',
      'Ｈ１  x',
      '',
    ]);
  });
});
