import { describe, expect, it } from 'vitest';
import {
  codecOf,
  DEFAULT_FORMAT,
  FORMAT_NAMES,
  formatOfExtension,
  formatOfMediaType,
  OUTPUT_EXTENSIONS,
  OUTPUT_MEDIA_TYPES,
} from '../../src/codec/registry.ts';

it('lists each format, ending and usual media type once, the default first', () => {
  expect(FORMAT_NAMES.slice(0, 7)).toEqual([
    'mp3',
    'wav',
    'wav-ulaw',
    'wav-alaw',
    'ulaw',
    'alaw',
    'sln',
  ]);
  expect(new Set(FORMAT_NAMES).size).toBe(FORMAT_NAMES.length);
  expect(DEFAULT_FORMAT).toBe('mp3');
  expect(OUTPUT_MEDIA_TYPES.slice(0, 2)).toEqual(['audio/mpeg', 'audio/wav']);
  expect(new Set(OUTPUT_MEDIA_TYPES).size).toBe(OUTPUT_MEDIA_TYPES.length);
  expect(new Set(OUTPUT_EXTENSIONS).size).toBe(OUTPUT_EXTENSIONS.length);
});

describe('formatOfExtension', () => {
  it('knows every ending in any case, and no other', () => {
    for (const extension of OUTPUT_EXTENSIONS)
      expect(formatOfExtension(extension.toUpperCase())).toBe(formatOfExtension(extension));
    expect([formatOfExtension('mp3'), formatOfExtension('Wav')]).toEqual(['mp3', 'wav']);
    expect(['', 'aac', '.mp3', 'constructor'].map(formatOfExtension)).toEqual(
      Array(4).fill(undefined),
    );
  });
});

describe('formatOfMediaType', () => {
  it('knows every media type in any case, and no other', () => {
    expect(formatOfMediaType('Audio/MPEG')).toBe('mp3');
    expect(formatOfMediaType('audio/x-wav')).toBe('wav');
    expect(formatOfMediaType('audio/ogg')).toBe('ogg');
    expect(formatOfMediaType('audio/aac')).toBeUndefined();
  });
});

describe('codecOf', () => {
  it('finds a codec by name and by format', () => {
    const wav = codecOf('wav');
    expect(wav.name).toBe('wav');
    expect(codecOf({ name: 'wav', sampleRateHz: 8000, channels: 1, bitRateKbps: null })).toBe(wav);
  });
});
