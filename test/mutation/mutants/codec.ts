import type { MutatedFile } from '../mutant.ts';

const MP3 = ['test/codec/mp3/mp3.test.ts'];
const SPLICE = ['test/codec/splice.test.ts'];

export const codec: readonly MutatedFile[] = [
  {
    file: 'src/codec/mp3/info-frame.ts',
    tests: ['test/codec/mp3/info-frame.test.ts'],
    mutants: [
      {
        from: 'facts.skippedFrames - DECODER_DELAY_FRAMES;',
        to: 'facts.skippedFrames;',
        harm: 'players cut the first 12 ms',
      },
      {
        from: 'view.setUint32(mainData + 12, facts.bytes + bytes.length);',
        to: 'view.setUint32(mainData + 12, facts.bytes);',
        harm: 'players see a wrong size',
      },
      {
        from: 'view.setUint32(mainData + 8, facts.mp3Frames);',
        to: 'view.setUint32(mainData + 8, facts.mp3Frames + 1);',
        harm: 'players show a wrong length',
      },
      { from: '(padding >> 8)', to: '(padding >> 4)', harm: 'players cut the end' },
      {
        from: 'crc16(bytes.subarray(0, lame + 34))',
        to: 'crc16(bytes.subarray(0, lame + 33))',
        harm: 'players distrust the tag',
      },
    ],
  },
  {
    file: 'src/codec/mp3/lamejs.ts',
    tests: ['test/codec/mp3/encoder.test.ts'],
    mutants: [
      { from: '  pieces.push(encoder.flush());\n', to: '', harm: 'the end of a clip is lost' },
    ],
  },
  {
    file: 'src/codec/mp3/mp3.ts',
    tests: MP3,
    mutants: [
      {
        from: '    checkFormat(format);\n',
        to: '',
        harm: 'bit rates are taken that encode silence',
        tests: ['test/render/profile.test.ts'],
      },
      {
        from: 'leadUnits * framesPerMp3Frame(format.sampleRateHz)',
        to: 'leadUnits * 1152',
        harm: 'players cut the beginning at low rates',
      },
      {
        from: '* bitRateKbps * 125',
        to: '* bitRateKbps * 1000',
        harm: 'check reports eight times the size',
      },
      {
        from: "bitRateKbps === 'auto' ? null : bitRateKbps;",
        to: 'null;',
        harm: '--bitrate is ignored',
        tests: ['test/codec/mp3/mp3.test.ts', 'test/stitcher.test.ts'],
      },
    ],
  },
  {
    file: 'src/codec/mp3/format.ts',
    tests: ['test/codec/mp3/format.test.ts'],
    mutants: [
      {
        from: 'Math.min(48000, Math.max(16000, clipRateHz))',
        to: 'Math.min(48000, clipRateHz)',
        harm: 'telephone clips make an MP3 that some players refuse',
      },
      {
        from: 'candidate >= wanted',
        to: 'candidate > wanted',
        harm: 'every clip is resampled to a higher rate',
      },
      {
        from: 'rate >= min && rate <= max',
        to: 'rate >= min',
        harm: 'bit rates are taken that the encoder lowers',
      },
    ],
  },
  {
    file: 'src/codec/mp3/block.ts',
    tests: ['test/codec/mp3/block.test.ts', 'test/codec/mp3/mp3.test.ts'],
    mutants: [
      {
        from: 'first + sounding + after)',
        to: 'first + sounding)',
        harm: 'the end of each clip is cut',
      },
      {
        from: 'slice(first - before,',
        to: 'slice(first - 1,',
        harm: 'hard onsets have an echo before them',
      },
    ],
  },
  {
    file: 'src/codec/quiet-edges.ts',
    tests: ['test/codec/mp3/margins.test.ts'],
    mutants: [
      {
        from: 'channels.every((channel) => isQuiet(channel.subarray(0, frames)))',
        to: 'channels.some((channel) => isQuiet(channel.subarray(0, frames)))',
        harm: 'an onset on one of two channels has an echo before it',
      },
    ],
  },
  {
    file: 'src/codec/mp3/margins.ts',
    tests: ['test/codec/mp3/margins.test.ts'],
    mutants: [
      {
        from: 'isShort && !beginsQuietly(pcm, ONSET_FRAMES)',
        to: '!beginsQuietly(pcm, ONSET_FRAMES)',
        harm: 'messages at 44.1 kHz have longer gaps',
      },
    ],
  },
  {
    file: 'src/codec/mp3/mpeg.ts',
    tests: ['test/codec/mp3/mpeg.test.ts', 'test/decode/mp3.test.ts'],
    mutants: [
      {
        from: 'bytes[at + 5]! & 0x10 ? 10 : 0',
        to: '0',
        harm: 'an MP3 with a tag footer is not read',
      },
      {
        from: ' || header.channels !== first.channels',
        to: '',
        harm: 'junk after an MP3 plays as noise',
      },
      { from: '    if (end > bytes.length) break;\n', to: '', harm: 'a cut-off MP3 ends in noise' },
    ],
  },
  {
    file: 'src/codec/mp3/id3.ts',
    tests: ['test/codec/mp3/id3.test.ts'],
    mutants: [
      {
        from: 'test(text[units - 1]!) ? units - 1 : units',
        to: 'test(text[units - 1]!) ? units : units',
        harm: 'a long title ends in half a character',
      },
      {
        from: '(7 * (3 - i))) & 0x7f',
        to: '(8 * (3 - i))) & 0xff',
        harm: 'players take part of a long title for sound',
      },
    ],
  },
  {
    file: 'src/codec/splice.ts',
    tests: SPLICE,
    mutants: [
      {
        from: 'Math.max(grid.leadUnits, needed)',
        to: 'grid.leadUnits',
        harm: 'a hard first onset comes late',
      },
      {
        from: 'start / grid.unitFrames - block.before, block.before)',
        to: 'start / grid.unitFrames, block.before)',
        harm: 'every clip comes an MP3 frame late',
      },
      {
        from: 'Math.ceil(frames / grid.unitFrames) + grid.tailUnits',
        to: 'Math.ceil(frames / grid.unitFrames)',
        harm: 'some players cut the end',
      },
    ],
  },
  {
    file: 'src/codec/noise.ts',
    tests: ['test/codec/noise.test.ts'],
    mutants: [
      {
        from: 'let end = loop - (before % loop);',
        to: 'let end = loop;',
        harm: 'the noise has a seam before each clip',
      },
      {
        from: 'block.before, block.units - block.after + 1',
        to: '0, block.units + 1',
        harm: 'the loop of noise has a seam',
      },
    ],
  },
  {
    file: 'src/codec/silence.ts',
    tests: ['test/codec/silence.test.ts'],
    mutants: [
      {
        from: 'left > 0; left -= run.length',
        to: 'left > 0; left = 0',
        harm: 'long pauses are cut',
      },
    ],
  },
  {
    file: 'src/codec/registry.ts',
    tests: ['test/codec/registry.test.ts'],
    mutants: [
      {
        from: 'byExtension.get(extension.toLowerCase())',
        to: 'byExtension.get(extension)',
        harm: 'out.MP3 is refused',
      },
    ],
  },
  {
    file: 'src/codec/pcm/riff.ts',
    tests: ['test/codec/pcm/wav.test.ts'],
    mutants: [
      {
        from: 'view.setUint32(28, format.sampleRateHz * format.blockBytes, true);',
        to: 'view.setUint32(28, format.sampleRateHz, true);',
        harm: 'players show a wrong length',
      },
    ],
  },
  {
    file: 'src/codec/pcm/pcm-codec.ts',
    tests: ['test/codec/pcm/wav.test.ts'],
    mutants: [
      {
        from: 'Math.min(HIGHEST_AUTO_HZ, highestClipRateHz)',
        to: 'highestClipRateHz',
        harm: 'a clip of 192 kHz makes a WAV of four times the size',
      },
    ],
  },
];
