import { describe, expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/codec/registry.ts';
import { type Options, parseOptions, RENDER_OPTIONS } from '../../src/options/render.ts';

const DEFAULTS: Options = {
  lang: 'en',
  gapSeconds: 0.05,
  pauses: { commaSeconds: 0.25, stopSeconds: 0.5, lineSeconds: 0.8 },
  join: 'spliced',
  fill: 'silence',
  missing: 'fail',
  format: 'mp3',
  sampleRateHz: 'auto',
  bitRateKbps: 'auto',
  channels: 1,
  encoder: 'lamejs',
  trim: true,
  edgeSeconds: 0.05,
  levelDb: -20,
  fade: true,
};

describe('parseOptions', () => {
  it('fills in the defaults', () => {
    expect(parseOptions({})).toEqual(DEFAULTS);
  });

  it('returns checked options unchanged', () => {
    expect(parseOptions({ ...DEFAULTS })).toEqual(DEFAULTS);
  });

  it.each([
    ['lang', 'en_us', 'en-US'],
    ['gapSeconds', '0.2', 0.2],
    ['pauses', '1,2,3', { commaSeconds: 1, stopSeconds: 2, lineSeconds: 3 }],
    ['pauses', { stopSeconds: 2 }, { ...DEFAULTS.pauses, stopSeconds: 2 }],
    ['sampleRateHz', '8000', 8000],
    ['channels', '2', 2],
    ['trim', 'off', false],
  ])('parses %s %j', (name, given, value) => {
    expect(parseOptions({ [name]: given })).toEqual({ ...DEFAULTS, [name]: value });
  });

  it.each([
    ['lang', '?'],
    ['gapSeconds', 60.1],
    ['gapSeconds', '-1'],
    ['pauses', '1,2'],
    ['pauses', '1,2,61'],
    ['join', 'loose'],
    ['format', 'flac'],
    ['sampleRateHz', '3999'],
    ['bitRateKbps', 321],
    ['channels', 3],
    ['fade', 'perhaps'],
  ])('refuses %s %j', (name, given) => {
    const { expects } = RENDER_OPTIONS.find((option) => option.name === name)!;
    expect(() => parseOptions({ [name]: given })).toThrow(`${name} takes ${expects}, not `);
  });

  it('takes every format of the registry', () => {
    for (const format of FORMAT_NAMES) expect(parseOptions({ format }).format).toBe(format);
  });
});

it('has a definition for every option', () => {
  const names = RENDER_OPTIONS.map(({ name }) => name).filter((name) => name !== 'for');
  expect(names).toEqual(Object.keys(DEFAULTS)); // `for` has no default
});

it('takes a level from -40 to -10 dB, or a word for none; 0 is neither', () => {
  expect(parseOptions({ levelDb: '-23.5' }).levelDb).toBe(-23.5);
  for (const off of [false, 'false', 'off', 'no'])
    expect(parseOptions({ levelDb: off }).levelDb).toBe(false);
  for (const wrong of ['0', 0, '-41', '5', true]) {
    expect(() => parseOptions({ levelDb: wrong })).toThrow(/levelDb takes dB from -40 to -10/);
  }
});
