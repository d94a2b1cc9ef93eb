import { parseOptions } from '../src/options/render.ts';
import { MemoryRepo } from '../src/repo/memory.ts';
import { createStitcher } from '../src/stitcher.ts';
import { watched } from './cached-stitcher.ts';
import { fixture } from './fixtures.ts';
import { memoWorker } from './memo-worker.ts';

/** Options as they are by default. */
export const OPTIONS = parseOptions({});

/** A stitcher that keeps its listing fresh by a clock of its own, over two clips, with counts of its work. */
export function warmStitcher({ memoryBytes = 1e6, refreshSeconds = 60 } = {}) {
  const repo = new MemoryRepo({
    'hello.wav': fixture('audios/hello.wav'),
    'shreeshail.wav': fixture('audios/shreeshail.wav'),
  });
  const clips = watched(repo);
  let nowMs = 0;
  let encoded = 0;
  const stitcher = createStitcher(clips, {
    cache: null,
    worker: {
      ...memoWorker,
      encodeBlock: (...of) => {
        encoded++;
        return memoWorker.encodeBlock(...of);
      },
    },
    refreshSeconds,
    memoryBytes,
    nowMs: () => nowMs,
    onWarning: () => {},
  });
  const say = async (message: string, options = OPTIONS) => {
    const plan = await stitcher.plan(message, { lang: options.lang });
    return (await stitcher.renderer.render(plan, options)).bytes();
  };
  return {
    repo,
    clips,
    say,
    stitcher,
    encoded: () => encoded,
    wait: (ms: number) => {
      nowMs += ms;
    },
  };
}
