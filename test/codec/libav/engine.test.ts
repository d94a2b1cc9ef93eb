import { describe, expect, it } from 'vitest';
import { EngineError, loadEngine, withEngine } from '../../../src/codec/libav/engine.ts';
import { decodeClip } from '../../../src/decode/registry.ts';
import { StitchError } from '../../../src/errors.ts';
import { fixture } from '../../fixtures.ts';

describe('withEngine', () => {
  it('keeps the engine after a StitchError', async () => {
    const engine = await loadEngine('obsolete');
    const error = new StitchError('clip/empty', 'x');
    await expect(withEngine('obsolete', () => Promise.reject(error))).rejects.toBe(error);
    expect(await loadEngine('obsolete')).toBe(engine);
  });

  it('keeps the engine after it refused a file', async () => {
    const engine = await loadEngine('obsolete');
    const work = () => Promise.reject(new Error('Could not open source file'));
    await expect(withEngine('obsolete', work)).rejects.toThrow(EngineError);
    expect(await loadEngine('obsolete')).toBe(engine);
  });

  it.each([
    ['an abort', () => Promise.reject(Object.assign(new Error('abort'), { name: 'RuntimeError' }))],
    ['an exit', () => Promise.reject({ name: 'ExitStatus', status: 1 })],
  ])('replaces the engine after %s', async (_, work) => {
    const engine = await loadEngine('obsolete');
    await expect(withEngine('obsolete', work)).rejects.toThrow(EngineError);
    expect(await loadEngine('obsolete')).not.toBe(engine);
    const { warnings } = await decodeClip(fixture('formats/flac-16.flac'), 'x');
    expect(warnings).toEqual([]);
  });

  it('does one work after the other', async () => {
    const events: string[] = [];
    const work = (name: string) =>
      withEngine('obsolete', async () => {
        events.push(`${name} begins`);
        await new Promise((done) => setImmediate(done));
        events.push(`${name} ends`);
      });
    await Promise.all([work('a'), work('b')]);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });
});
