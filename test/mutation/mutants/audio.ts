import type { MutatedFile } from '../mutant.ts';

const TESTS = ['test/audio'];

export const audio: readonly MutatedFile[] = [
  {
    file: 'src/audio/comfort-noise.ts',
    tests: ['test/audio/comfort-noise.test.ts'],
    mutants: [
      {
        from: 'Math.max(0, 1 - squares / (end - start) / power)',
        to: '1',
        harm: 'noise is added to the noise that a clip has',
      },
      {
        from: 'let at = -start % samples.length;',
        to: 'let at = 0;',
        harm: 'the noise jumps before each clip',
      },
    ],
  },
  {
    file: 'src/audio/noise-floor.ts',
    tests: ['test/audio/noise-floor.test.ts'],
    mutants: [
      {
        from: 'median < MIN_NOISE_DB',
        to: 'false',
        harm: 'a library of digital silence fails',
      },
      {
        from: 'if (sound === null) return null;',
        to: 'if (sound === null) return noiseLevels(pcm).floorDb;',
        harm: 'recorded pauses count as rooms without noise',
      },
    ],
  },
  {
    file: 'src/audio/timeline.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'Math.round(wanted / unit)',
        to: 'Math.ceil(wanted / unit)',
        harm: 'gaps are up to a whole MP3 frame too long',
      },
      {
        from: 'isFirst || item.follows ? 0 : grid.gapSeconds',
        to: 'item.follows ? 0 : grid.gapSeconds',
        harm: 'the message begins late by a gap',
      },
      {
        from: 'Math.ceil(end / unit) + after + item.before',
        to: 'Math.ceil(end / unit) + item.before',
        harm: 'the end of a clip is cut by the next',
      },
      {
        from: 'frames: end + Math.round(silence)',
        to: 'frames: end',
        harm: 'a silence at the end is lost',
      },
    ],
  },
  {
    file: 'src/audio/pcm.ts',
    tests: ['test/codec/pcm/wav.test.ts', 'test/audio', 'test/stitcher.test.ts'],
    mutants: [
      {
        from: 'Math.max(-32768, Math.min(32767, Math.round(channel[f]! * 32768)))',
        to: 'Math.round(channel[f]! * 32768)',
        harm: 'loud samples wrap round and crack',
      },
    ],
  },
  {
    file: 'src/audio/windows.ts',
    tests: ['test/audio/trim.test.ts', 'test/audio/voice.test.ts'],
    mutants: [
      {
        from: ' - mean * mean',
        to: '',
        harm: 'a constant offset counts as sound, so nothing is trimmed',
      },
      {
        from: 'VOICE_OVER_ROOM_DB = 12',
        to: 'VOICE_OVER_ROOM_DB = 24',
        harm: 'soft words of the studio are not heard',
      },
    ],
  },
  {
    file: 'src/audio/voice.ts',
    tests: ['test/audio/voice.test.ts'],
    mutants: [
      {
        from: "['cut-end', sound.end > samples.length - edge],",
        to: '',
        harm: 'a word without its end is saved',
      },
      {
        from: 'voiceDb - room < MIN_OVER_ROOM_DB',
        to: 'false',
        harm: 'a word that drowns in noise is saved',
      },
    ],
  },
  {
    file: 'src/audio/trim.ts',
    tests: TESTS,
    mutants: [
      { from: '(last + 1) * window', to: 'last * window', harm: 'the last 5 ms of a clip are cut' },
      {
        from: 'const BELOW_LOUDEST_DB = -45;',
        to: 'const BELOW_LOUDEST_DB = -22;',
        harm: 'soft sounds at the edges are cut',
      },
      {
        from: 'first * window - before!',
        to: 'first * window',
        harm: 'soft onsets are cut',
      },
      {
        from: 'const SPEECH_OVER_FLOOR_DB = 12;',
        to: 'const SPEECH_OVER_FLOOR_DB = 2;',
        harm: 'the noise of a phone is kept',
      },
      {
        from: 'const EDGE_UNDER_LOUDEST_DB = -36;',
        to: 'const EDGE_UNDER_LOUDEST_DB = -10;',
        harm: 'the edges of words without a pause are cut',
      },
      {
        from: '?? { start: 0, end: sampleFrames(pcm) }',
        to: '?? { start: 0, end: 0 }',
        harm: 'a clip of silence vanishes',
      },
    ],
  },
  {
    file: 'src/audio/inspect.ts',
    tests: ['test/audio', 'test/cli/commands/clips.test.ts'],
    mutants: [
      {
        from: 'const sameSide = Math.sign(sample) === side;',
        to: 'const sameSide = true;',
        harm: 'fine clips are called too loud',
      },
      {
        from: 'return findSound(pcm) === null;',
        to: 'return false;',
        harm: 'a clip of silence is not reported',
      },
    ],
  },
  {
    file: 'src/audio/resample.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'Math.ceil(ZERO_CROSSINGS * Math.max(1, down / up))',
        to: 'ZERO_CROSSINGS',
        harm: 'lower rates sound distorted',
      },
      {
        from: 'const cutoff = Math.min(1, up / down);',
        to: 'const cutoff = 1;',
        harm: 'lower rates sound harsh: aliases',
      },
      {
        from: '{fromHz}/$',
        to: '{0}/$',
        harm: 'a clip of a second rate plays at the wrong pitch',
      },
      {
        from: '(t - reach + 1 - phase / phases)',
        to: '(t - reach - phase / phases)',
        harm: 'clips of other rates come a sample late',
      },
      {
        from: 'Math.ceil((source.length * up) / down)',
        to: 'Math.floor((source.length * up) / down)',
        harm: 'the last sample is lost',
      },
    ],
  },
  {
    file: 'src/audio/prepare.ts',
    tests: TESTS,
    mutants: [{ from: 'if (options.fade)', to: 'if (options.trim)', harm: '--no-fade fades' }],
  },
  {
    file: 'src/audio/fade.ts',
    tests: TESTS,
    mutants: [
      {
        from: '(f + 0.5)) / length',
        to: '(f + 1)) / length',
        harm: 'fades in and out are not alike',
      },
      {
        from: 'channel[frames - 1 - f]! *= gain',
        to: 'channel[frames - f]! *= gain',
        harm: 'the last sample clicks',
      },
      {
        from: 'pcm.channels.map((channel) => channel.slice())',
        to: 'pcm.channels',
        harm: 'the sound of a clip changes each time it is used',
      },
    ],
  },
  {
    file: 'src/audio/mix.ts',
    tests: TESTS,
    mutants: [
      {
        from: 'mean[f]! /= taken.length',
        to: 'mean[f]! /= channels.length',
        harm: 'a voice on one of two channels is half as loud',
      },
    ],
  },
];
