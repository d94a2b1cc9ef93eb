// Splicing against whole encoding: what the design's frame splicing costs in quality.
// For real recordings (Debian's asterisk-core-sounds-en-wav, or any folder given), each rate: the clips
// are laid out once, spliced from blocks and encoded whole, and both are decoded by an independent decoder
// (mpg123 or ffmpeg, else mpg123-decoder) that is left to trim by the LAME tag.
//   npm run bench:splice [folder] [clips]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { decodeClip } from '../src/decode/registry.ts';
import { mixdown } from '../src/audio/mixdown.ts';
import { type Pcm, sampleFrames } from '../src/audio/pcm.ts';
import { prepare } from '../src/audio/prepare.ts';
import { layOut, type Timeline } from '../src/audio/timeline.ts';
import { formatTable } from '../src/cli/report/table.ts';
import { openLibrary } from '../src/library/library.ts';
import { type Block, encodeBlock } from '../src/codec/mp3/block.ts';
import { framesPerMp3Frame, MIN_GAP_MP3_FRAMES } from '../src/codec/mp3/format.ts';
import { concat, splicePieces } from '../src/codec/splice.ts';
import { encodeWholeMp3 } from '../src/codec/mp3/whole.ts';
import { LocalRepo } from '../src/repo/local/local-repo.ts';
import { compare, signalToNoiseDb } from './signal.ts';

const FORMATS = [
  { sampleRateHz: 16000, channels: 1, bitRateKbps: 32 },
  { sampleRateHz: 16000, channels: 1, bitRateKbps: 40 },
  { sampleRateHz: 24000, channels: 1, bitRateKbps: 48 },
  { sampleRateHz: 24000, channels: 1, bitRateKbps: 64 },
  { sampleRateHz: 44100, channels: 1, bitRateKbps: 64 },
  { sampleRateHz: 44100, channels: 1, bitRateKbps: 96 },
] as const;

const folder = process.argv[2] ?? '/usr/share/asterisk/sounds/en_US_f_Allison';
const wanted = Number(process.argv[3] ?? 60);
if (!existsSync(folder)) {
  console.error(`there is no folder ${folder}; install asterisk-core-sounds-en-wav or name one`);
  process.exit(2);
}

const clips = await pickClips();
console.log(`${clips.length} clips of ${folder}, decoded by ${decoderName()}`);
const rows: string[][] = [];
for (const format of FORMATS) {
  const prepared = clips.map((pcm) => prepare(pcm, { ...format, trim: true, fade: true }));
  const unit = framesPerMp3Frame(format.sampleRateHz);
  const grid = {
    sampleRateHz: format.sampleRateHz,
    unitFrames: unit,
    leastGapUnits: MIN_GAP_MP3_FRAMES,
    gapSeconds: 0.1,
  };
  const timeline = layOut(
    prepared.map((clip) => ({ kind: 'clip' as const, clip, frames: sampleFrames(clip) })),
    grid,
  );
  const source = mixdown(timeline, 1);
  const blocks = new Map<Pcm, Block>();
  for (const pcm of prepared) blocks.set(pcm, await encodeBlock(pcm, format));
  const asBlocks: Timeline<Block> = {
    ...timeline,
    placed: timeline.placed.map((place) => ({ ...place, clip: blocks.get(place.clip)! })),
  };
  const spliced = decode(concat(splicePieces(asBlocks, format, 'bench')), format.sampleRateHz);
  const whole = decode(await encodeWholeMp3(source, format, 'bench'), format.sampleRateHz);
  const result = compare(timeline, source.channels[0]!, spliced);
  const before = compare(timeline, source.channels[0]!, whole);
  const perClip = result.perClipDb.map((db, i) => db - before.perClipDb[i]!).sort((a, b) => a - b);
  const all = signalToNoiseDb(source.channels[0]!, spliced);
  const allWhole = signalToNoiseDb(source.channels[0]!, whole);
  rows.push([
    `${format.sampleRateHz}/${format.bitRateKbps}`,
    String(spliced.length - timeline.frames),
    String(result.offsetFrames),
    all.toFixed(2),
    allWhole.toFixed(2),
    (all - allWhole).toFixed(2),
    `${perClip[0]!.toFixed(1)} / ${perClip[perClip.length >> 1]!.toFixed(1)} / ${perClip.at(-1)!.toFixed(1)}`,
    result.silenceDbfs.toFixed(1),
    all >= 40 || all >= allWhole - 2 ? 'ok' : 'BELOW',
  ]);
}
process.stdout.write(
  formatTable(
    [
      'Hz/kbit/s',
      'length off',
      'offset',
      'spliced dB',
      'whole dB',
      'difference',
      'per clip min/med/max',
      'joints dBFS',
      '',
    ].map((heading) => ({ heading, right: true })),
    rows,
  ),
);
process.exitCode = rows.some((row) => row.includes('BELOW')) ? 1 : 0;

async function pickClips(): Promise<Pcm[]> {
  const repo = new LocalRepo(folder);
  const library = await openLibrary(repo, 'en');
  const every = Math.max(1, Math.floor(library.clips.length / wanted));
  const picked: Pcm[] = [];
  for (let i = 0; i < library.clips.length && picked.length < wanted; i += every) {
    const clip = library.clips[i]!;
    const { pcm } = await decodeClip((await repo.read(clip.key))!.bytes, clip.key);
    if (pcm.channels[0]!.some((sample) => Math.abs(sample) > 0.02)) picked.push(pcm);
  }
  return picked;
}

function decoderName(): string {
  if (spawnSync('mpg123', ['--version']).status === 0) return 'mpg123';
  if (spawnSync('ffmpeg', ['-version']).status === 0) return 'ffmpeg';
  console.error('neither mpg123 nor ffmpeg is installed');
  process.exit(2);
}

function decode(mp3: Uint8Array, sampleRateHz: number): Float32Array {
  const [command, args] =
    decoderName() === 'mpg123'
      ? ['mpg123', ['-q', '-s', '-m', '-e', 'f32', '-r', String(sampleRateHz), '-']]
      : ['ffmpeg', ['-v', 'error', '-i', '-', '-f', 'f32le', '-ac', '1', '-']];
  const { stdout, status, stderr } = spawnSync(command as string, args as string[], {
    input: mp3,
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(String(stderr));
  return new Float32Array(
    stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length),
  );
}
