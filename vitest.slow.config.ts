import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { define, SLOW, settings } from './vitest.config.ts';

/** Files of minutes: begun last, they would leave the other cores idle. */
const LONGEST = ['message/fuzz', 'studio/', 'killed/', 'docs.test'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

// Minutes long: killed processes, every command of the documentation, and fuzzing at full length.
export default defineConfig({
  define,
  test: {
    ...settings,
    include: [
      ...SLOW,
      // These try more cases here: they ask test/slow.ts.
      'test/decode/fuzz.test.ts',
      'test/message/fuzz.test.ts',
      'test/message/segment.test.ts',
      'test/http/fuzz.test.ts',
      'test/codec/mp3/mp3.test.ts',
      'test/codec/opus/opus.test.ts',
      'test/render/golden.test.ts',
      'test/render/fill.test.ts',
      'test/campaign/check.test.ts',
      'test/campaign/recording-order.test.ts',
      'test/campaign/rows-fuzz.test.ts',
      'test/campaign/damaged-manifest.test.ts',
      'test/cache/damaged-entries.test.ts',
    ],
    exclude: [],
    sequence: { sequencer: LongestFirst },
    // Browsers, microphones in real time, killed processes: a machine that stands still for a moment fails one of them.
    retry: 1,
    env: { STITCH_TEST_SLOW: '1' },
  },
});
