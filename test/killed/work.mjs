// What is killed: writes without end, by the built library. Arguments: "write" or "cache", and a folder.
import { createStitcher, LocalRepo, parseKey } from '../../dist/index.js';

const [way, folder] = process.argv.slice(2);
const root = new LocalRepo(new URL('../../fixtures/audios', import.meta.url).pathname);
for (let i = 0; ; i++) {
  if (way === 'write') {
    const value = new Uint8Array(400_000).fill(i % 2 === 0 ? 65 : 66);
    await new LocalRepo(folder).write(parseKey('value'), value);
  } else {
    const stitcher = createStitcher(root, { cache: new LocalRepo(folder) });
    await stitcher.stitch('hello shreeshail', { gapSeconds: (i % 50) / 10, bitRateKbps: 32 });
  }
  if (i === 0) process.stdout.write('begun\n');
}
