import { describe, expect, it } from 'vitest';
import { parseServiceOptions, SERVICE_OPTIONS } from '../../src/options/service.ts';
import { parseSigningKeys } from '../../src/options/signing-keys.ts';

describe('parseServiceOptions', () => {
  it('fills in the defaults', () => {
    expect(parseServiceOptions({})).toEqual({
      host: '127.0.0.1',
      port: 8080,
      allowAnonymous: false,
      cors: [],
      refreshSeconds: 60,
      linkSeconds: 3600,
      memoryBytes: 256e6,
      idleSeconds: 15,
      maxBodyBytes: 64e3,
      maxCharacters: 2000,
      maxClips: 500,
      maxSeconds: 300,
      concurrent: 8,
      queue: 64,
      deadlineSeconds: 15,
    });
  });

  it.each([
    ['cors', 'https://a.example, *', ['https://a.example', '*']],
    ['langs', 'en,sw_KE', ['en', 'sw-KE']],
    ['publicUrl', 'https://a.example/v1//', 'https://a.example/v1'],
    ['memoryBytes', '1G', 1e9],
  ])('parses %s %j to %j', (name, given, value) => {
    expect(parseServiceOptions({ [name]: given })).toMatchObject({ [name]: value });
  });

  it.each([
    ['port', 65_536],
    ['cors', 'a.example'],
    ['langs', 'en,?'],
    ['publicUrl', 'https://a.example/?q'],
    ['queue', '1.5'],
    ['deadlineSeconds', 0],
  ])('refuses %s %j', (name, given) => {
    const { expects } = SERVICE_OPTIONS.find((option) => option.name === name)!;
    expect(() => parseServiceOptions({ [name]: given })).toThrow(`${name} takes ${expects}, not `);
  });

  it('does not print the token', () => {
    expect(() => parseServiceOptions({ token: 'hunter2' })).toThrow(
      /^token takes at least 16 printable characters without spaces, not the value given \(hidden\)$/,
    );
  });
});

describe('parseSigningKeys', () => {
  const [first, second] = ['a'.repeat(32), 'b'.repeat(32)];

  it('puts the signing key first', () => {
    expect(
      parseSigningKeys({ STITCH_SIGNING_KEY: first, STITCH_SIGNING_KEY_PREVIOUS: second }),
    ).toEqual([first, second]);
    expect(parseSigningKeys({ STITCH_SIGNING_KEY: '' })).toEqual([]);
  });

  it('refuses a short key by its variable, without printing it', () => {
    expect(() => parseSigningKeys({ STITCH_SIGNING_KEY_PREVIOUS: 'short' })).toThrow(
      /^STITCH_SIGNING_KEY_PREVIOUS takes at least 32 characters: .*, not the value given \(hidden\)$/,
    );
  });
});
