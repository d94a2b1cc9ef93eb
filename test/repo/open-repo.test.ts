import { describe, expect, it } from 'vitest';
import { openRepo, parsePlace } from '../../src/repo/open-repo.ts';

describe('parsePlace', () => {
  it('parses a folder or a bucket', () => {
    expect(parsePlace('./audios')).toEqual({ kind: 'folder', path: './audios' });
    expect(parsePlace('s3://clips')).toEqual({ kind: 'bucket', bucket: 'clips', prefix: '' });
    for (const address of ['s3://clips/en/a', 'S3://clips/en/a/']) {
      expect(parsePlace(address)).toEqual({ kind: 'bucket', bucket: 'clips', prefix: 'en/a' });
    }
  });

  it.each(['s3://', 's3:///x', 'gs://clips', 'https://clips.example/x'])(
    'refuses %j',
    (address) => {
      expect(() => parsePlace(address)).toThrow(
        /is not a supported location; give a folder, or s3:/,
      );
    },
  );

  it.each(['s3://a b/c', 's3://x/y'])('refuses the bucket name of %j', (address) => {
    expect(() => parsePlace(address)).toThrow(/in "s3:.*" is not a valid bucket name/);
  });

  it('refuses a prefix that leaves the bucket', () => {
    expect(() => parsePlace('s3://clips/../other')).toThrow(/cannot name a file here/);
  });
});

describe('openRepo', () => {
  it('opens a folder or a bucket', async () => {
    expect((await openRepo('x')).address).toBe('x');
    expect((await openRepo('s3://clips/en', { endpoint: 'http://127.0.0.1:1' })).address).toBe(
      's3://clips/en',
    );
  });
});
