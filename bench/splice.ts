// Splicing against encoding the whole: what it costs in quality, and whether joints click.
// Real recordings (Debian's asterisk-core-sounds-en-wav, or any folder given), each rate: the clips are laid
// out once, spliced from blocks and encoded whole, and both are decoded by an independent decoder (mpg123 or
// ffmpeg) that trims by the LAME tag. Then the same of clips cut hard at both ends: the loudest sample from 30
// to 8 ms before each clip, where a click is heard, which has to stay under -45 dBFS; and in the last 8 ms,
// where the clip's onset masks the quantiser's own pre-echo, which encoding the whole has as well. Both encoders of MP3
// are compared; how long each took to make the blocks of the quality rows stands in the last column but one.
//   npm run bench:splice [folder] [clips]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mixdown } from '../src/audio/mixdown.ts';
import { type Pcm, sampleFrames } from '../src/audio/pcm.ts';
import { prepare } from '../src/audio/prepare.ts';
import { layOut, type Timeline } from '../src/audio/timeline.ts';
import { formatTable } from '../src/cli/report/table.ts';
import type { Block } from '../src/codec/codec.ts';
import type { Mp3Format } from '../src/codec/mp3/format.ts';
import { mp3 } from '../src/codec/mp3/mp3.ts';
import { splice } from '../src/codec/splice.ts';
import { decodeClip } from '../src/decode/registry.ts';
import { openLibrary } from '../src/library/library.ts';
import { LocalRepo } from '../src/repo/local/local-repo.ts';
import { concat } from '../src/util/bytes.ts';
import { compare, peakDbfs, signalToNoiseDb } from './signal.ts';

const QUALITY_FORMATS = [
  [16_000, 32],
  [16_000, 40],
  [24_000, 48],
  [24_000, 64],
  [44_100, 64],
  [44_100, 96],
] as const;
const CLICK_FORMATS = [
  [16_000, 40],
  [22_050, 48],
  [24_000, 56],
  [44_100, 80],
] as const;
const MAX_CLICK_DBFS = -45;
const CLICK_SECONDS = 0.03;
const MASKED_SECONDS = 0.008;
const HARD_CLIPS = 43;

const folder = process.argv[2] ?? '/usr/share/asterisk/sounds/en_US_f_Allison';
const wanted = Number(process.argv[3] ?? 60);
if (!existsSync(folder)) {
  console.error(`there is no folder ${folder}; install asterisk-core-sounds-en-wav or name one`);
  process.exit(2);
}

/** Clips in their places, decoded from blocks and from one encoding of the whole. */
interface Joined {
  readonly timeline: Timeline<Pcm>;
  readonly source: Float32Array;
  readonly spliced: Float32Array;
  readonly whole: Float32Array;
  /** Time that the blocks took, the encoder being loaded. */
  readonly blocksMs: number;
}

const clips = await pickClips();
console.log(`${clips.length} clips of ${folder}, decoded by ${decoderName()}\n`);
const quality = await qualityRows();
const clicks = await clickRows();
print(
  'Quality',
  [
    'encoder Hz/kbit/s',
    'length off',
    'offset',
    'spliced dB',
    'whole dB',
    'difference',
    'per clip min/med/max',
    'joints dBFS',
    'blocks ms',
    '',
  ],
  quality,
);
print(
  'Clicks before a clip cut hard: the loudest sample in dBFS, from 30 to 8 ms before it and in the last 8 ms',
  ['encoder Hz/kbit/s', 'joints', 'spliced', 'median', 'whole', 'last 8 ms', 'whole', 'gap ms', ''],
  clicks,
);
process.exitCode = [...quality, ...clicks].some((row) => row.includes('BELOW')) ? 1 : 0;

/** Each format with each encoder. */
function formatsOf(formats: readonly (readonly [number, number])[]): readonly Mp3Format[] {
  return formats.flatMap(([sampleRateHz, bitRateKbps]) => {
    const format: Mp3Format = { name: 'mp3', sampleRateHz, channels: 1, bitRateKbps };
    return [format, { ...format, encoder: 'lame' as const }];
  });
}

function nameOf({ encoder, sampleRateHz, bitRateKbps }: Mp3Format): string {
  return `${encoder ?? 'lamejs'} ${sampleRateHz}/${bitRateKbps}`;
}

async function qualityRows(): Promise<string[][]> {
  const rows: string[][] = [];
  for (const format of formatsOf(QUALITY_FORMATS)) {
    const { timeline, source, spliced, whole, blocksMs } = await join(clips, format, 0.1);
    const result = compare(timeline, source, spliced);
    const before = compare(timeline, source, whole);
    const perClip = result.perClipDb
      .map((db, i) => db - before.perClipDb[i]!)
      .sort((a, b) => a - b);
    const [all, allWhole] = [signalToNoiseDb(source, spliced), signalToNoiseDb(source, whole)];
    rows.push([
      nameOf(format),
      String(spliced.length - timeline.frames),
      String(result.offsetFrames),
      all.toFixed(2),
      allWhole.toFixed(2),
      (all - allWhole).toFixed(2),
      `${perClip[0]!.toFixed(1)} / ${perClip[perClip.length >> 1]!.toFixed(1)} / ${perClip.at(-1)!.toFixed(1)}`,
      result.silenceDbfs.toFixed(1),
      blocksMs.toFixed(0),
      all >= 40 || all >= allWhole - 2 ? 'ok' : 'BELOW',
    ]);
  }
  return rows;
}

async function clickRows(): Promise<string[][]> {
  const hard = clips.slice(0, HARD_CLIPS).map(cutHard);
  const rows: string[][] = [];
  for (const format of formatsOf(CLICK_FORMATS)) {
    const { sampleRateHz } = format;
    const { timeline, spliced, whole } = await join(hard, format, 0.05);
    const before = (sound: Float32Array, fromSeconds: number, toSeconds: number) => {
      const [from, to] = [fromSeconds, toSeconds].map((s) => Math.round(s * sampleRateHz));
      return timeline.placed
        .slice(1)
        .map(({ start }) => peakDbfs(sound.subarray(start - from!, start - to!)))
        .sort((a, b) => a - b);
    };
    const found = before(spliced, CLICK_SECONDS, MASKED_SECONDS);
    const gaps = timeline.placed.slice(1).map(({ start }, i) => {
      const { start: from, frames } = timeline.placed[i]!;
      return ((start - from - frames) / sampleRateHz) * 1000;
    });
    rows.push([
      nameOf(format),
      String(found.length),
      found.at(-1)!.toFixed(1),
      found[found.length >> 1]!.toFixed(1),
      before(whole, CLICK_SECONDS, MASKED_SECONDS).at(-1)!.toFixed(1),
      before(spliced, MASKED_SECONDS, 0).at(-1)!.toFixed(1),
      before(whole, MASKED_SECONDS, 0).at(-1)!.toFixed(1),
      `${Math.min(...gaps).toFixed(0)}–${Math.max(...gaps).toFixed(0)}`,
      found.at(-1)! <= MAX_CLICK_DBFS ? 'ok' : 'BELOW',
    ]);
  }
  return rows;
}

/** Prepares clips, lays them out, and makes the file both ways. */
async function join(
  decoded: readonly Pcm[],
  format: Mp3Format,
  gapSeconds: number,
): Promise<Joined> {
  const { sampleRateHz } = format;
  const prepared = decoded.map((pcm) =>
    prepare(pcm, {
      sampleRateHz,
      channels: 1,
      trim: true,
      edgesSeconds: [0.05, 0.05],
      levelDb: false,
      fade: true,
    }),
  );
  const items = prepared.map((clip) => {
    return {
      kind: 'clip' as const,
      clip,
      frames: sampleFrames(clip),
      ...mp3.margins(clip, format),
    };
  });
  const { unitFrames } = mp3.grid(format);
  const timeline = layOut(items, { sampleRateHz, unitFrames, gapSeconds });
  const blocks = new Map<Pcm, Block>();
  await mp3.encodeBlock(prepared[0]!, format);
  const startedMs = performance.now();
  for (const pcm of prepared) blocks.set(pcm, await mp3.encodeBlock(pcm, format));
  const blocksMs = performance.now() - startedMs;
  const placed = timeline.placed.map((place) => ({ ...place, clip: blocks.get(place.clip)! }));
  const tags = { title: 'bench' };
  const body = splice({ ...timeline, placed }, mp3, format);
  const source = mixdown(timeline, 1);
  return {
    timeline,
    blocksMs,
    source: source.channels[0]!,
    spliced: decode(concat(mp3.wrap(body, format, tags)), sampleRateHz),
    whole: decode(await mp3.encodeWhole!(source, format, tags), sampleRateHz),
  };
}

/** A clip that begins and ends at nearly its full level. */
function cutHard(pcm: Pcm): Pcm {
  const [channel] = pcm.channels;
  const peak = channel!.reduce((loudest, x) => Math.max(loudest, Math.abs(x)), 0);
  const isLoud = (x: number) => Math.abs(x) > 0.7 * peak;
  const [first, last] = [channel!.findIndex(isLoud), channel!.findLastIndex(isLoud)];
  return { ...pcm, channels: [channel!.slice(first, last + 1)] };
}

function print(
  title: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const columns = headings.map((heading) => ({ heading, right: true }));
  process.stdout.write(`${title}\n${formatTable(columns, rows)}\n`);
}

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
