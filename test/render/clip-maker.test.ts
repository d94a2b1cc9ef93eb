import { describe, expect, it } from 'vitest';
import { ClipMaker } from '../../src/render/clip-maker.ts';
import { clipStoreContract, specFor, storeOver } from './clip-store-contract.ts';

const make = ({ worker }: { readonly worker: ConstructorParameters<typeof ClipMaker>[0] }) =>
  new ClipMaker(worker);

clipStoreContract('ClipMaker', { make, inMemory: false, inCache: false });

describe('ClipMaker', () => {
  it('decodes a file once for its info and all of its specs', async () => {
    const { store, file, done } = storeOver({ make });
    const clip = file();
    await store.loadInfo(clip);
    await store.load(clip, specFor({}));
    await store.load(clip, specFor({ format: 'wav' }));
    expect(done).toEqual({ decoded: 1, encoded: 2 });
  });

  it('leaves no margins round PCM, and those of the codec round blocks', async () => {
    const { store, file } = storeOver({ make });
    const pcm = await store.load(file(), specFor({ join: 'tight' }));
    expect([pcm.before, pcm.after]).toEqual([0, 0]);
    const block = await store.load(file(), specFor({}));
    expect([block.before, block.after]).toEqual([1, 0]); // it ends in quiet
  });
});
