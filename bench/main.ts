// All that is claimed of speed, measured in one run, in turns with what it is compared with:
//   npm run bench [a b c d e f]
// a one message, b a campaign against sox, ffmpeg, pydub and plain writing, c rows, d pre-flight, e large
// libraries, f the PCM path. Writes bench/results.md when all of them were run. It works in memory (/dev/shm) where
// there is room, as a disk's noise is many times what is measured; else in the folder for temporary files, or in
// STITCH_BENCH_FOLDER.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { durationSeconds, type Pcm } from '../src/audio/pcm.ts';
import { prepare } from '../src/audio/prepare.ts';
import { formatTable } from '../src/cli/report/table.ts';
import { encodeBlock } from '../src/codec/mp3/block.ts';
import { decodeClip } from '../src/decode/registry.ts';
import { median, runNode, spread, type Took } from './measure.ts';
import { PEER_FORMAT, type Peer, peers } from './peers.ts';
import {
  bytesOf,
  largeLibrary,
  libraryFolder,
  messages,
  textOf,
  wordClips,
  writeCampaign,
} from './work.ts';

const RUNS = 5;
const CAMPAIGN_ROWS = 10_000;
const PEER_MESSAGES = 50;
const CLIPS_A_MESSAGE = 8;
const MAX_SCRATCH_BYTES = 8e9;

const stitch = join(import.meta.dirname, '../bin/stitch.js');
const scratch = mkdtempSync(
  join(process.env.STITCH_BENCH_FOLDER ?? roomyFolder(), 'stitch-bench-'),
);
const { folder: root, says: libraryName } = libraryFolder(scratch);
const clips = await wordClips(root);
const installed = peers();
const sections: string[] = [];
const at = (name: string) => join(scratch, name);
const warmCache = at('cache');

/** Formats beside MP3, each with what a caller would take. */
const FORMATS: Readonly<Record<string, readonly string[]>> = {
  mp3: PEER_FORMAT,
  wav: ['--format', 'wav'],
  'wav-ulaw': ['--format', 'wav-ulaw'],
  sln: ['--format', 'sln'],
  ogg: ['--format', 'ogg'],
  'ogg-voice-note': ['--format', 'ogg-voice-note'],
};

const WORKLOADS: Readonly<Record<string, () => Promise<void> | void>> = {
  a: oneMessage,
  b: campaign,
  c: rows,
  d: preflight,
  e: libraries,
  f: pcmPath,
};
const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(WORKLOADS);
try {
  for (const name of wanted) await WORKLOADS[name]!();
} finally {
  rmSync(scratch, { recursive: true });
}
if (wanted.length === Object.keys(WORKLOADS).length) writeResults();

/** Memory where it has room for 100,000 files, else the folder for temporary files. */
function roomyFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > MAX_SCRATCH_BYTES ? memory : tmpdir();
}

/** Prints a section, and keeps it for the results. */
function tell(
  title: string,
  headings: readonly string[],
  lines: readonly (readonly string[])[],
  note = '',
): void {
  const columns = headings.map((heading, i) => ({ heading, right: i > 0 }));
  const table = formatTable(columns, lines);
  process.stdout.write(`\n${title}\n${table}${note === '' ? '' : `${note}\n`}`);
  sections.push(`## ${title}\n\n\`\`\`\n${table}\`\`\`\n${note === '' ? '' : `\n${note}\n`}`);
}

/** Runs each of them so often, in turns. */
function inTurns<T>(
  runs: number,
  contenders: readonly (readonly [string, () => T])[],
): Map<string, T[]> {
  const found = new Map<string, T[]>(contenders.map(([name]) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const [name, work] of contenders) found.get(name)!.push(work());
  }
  return found;
}

function say(text: string, ...more: string[]): Took {
  return runNode([stitch, text, '--root', root, '--quiet', ...more], scratch);
}

function batch(csv: string, out: string, ...more: string[]): Took {
  return runNode(
    [stitch, 'batch', csv, '--root', root, '--out', out, '--quiet', ...PEER_FORMAT, ...more],
    scratch,
  );
}

/** Takes renders away and leaves blocks. */
function forgetRenders(): void {
  for (const name of readdirSync(join(warmCache, 'cache'))) {
    if (name.includes('.')) rmSync(join(warmCache, 'cache', name));
  }
}

function oneMessage(): void {
  const [message] = messages(clips, 1, 5);
  const text = textOf(message!);
  const out = ['--out', at('one.mp3'), ...PEER_FORMAT];
  const warm = () => say(text, '--cache', warmCache, ...out);
  const contenders: (readonly [string, () => number])[] = [
    ['node -e 0', () => runNode(['-e', '0'], scratch).ms],
    ['stitch, render cached', () => warm().ms],
    [
      'stitch, blocks cached',
      () => {
        forgetRenders();
        return warm().ms;
      },
    ],
    ['stitch, cold cache', () => say(text, '--no-cache', ...out).ms],
    ['stitch --encoder lame, cold', () => say(text, '--no-cache', '--encoder', 'lame', ...out).ms],
    ...installed.map((peer): readonly [string, () => number] => [
      peer.name,
      () => peer.run([message!], scratch)[0]!,
    ]),
  ];
  warm();
  inTurns(6, contenders.slice(0, 5)); // the compiled code of each way is kept by its first runs
  const found = inTurns(10, contenders);
  const floor = median(found.get('node -e 0')!);
  tell(
    'a. One message of five clips, a process each',
    ['', 'median ms', 'spread', 'times node -e 0'],
    [...found].map(([name, ms]) => [
      name,
      median(ms).toFixed(0),
      spread(ms),
      (median(ms) / floor).toFixed(2),
    ]),
  );
}

function campaign(): void {
  const texts = messages(clips, CAMPAIGN_ROWS, CLIPS_A_MESSAGE);
  const csv = at('campaign.csv');
  writeCampaign(csv, texts.map(textOf));
  const out = at('campaign');
  const sizes = at('sizes.json');
  const plain = () => runNode([join(import.meta.dirname, 'plain.cjs'), out, sizes], scratch);
  // Memory that the system has at hand is many times faster to write into than memory that it has to find
  // first, so the same was written, and taken away, just before each.
  const afresh = (work: () => Took) => () => {
    rmSync(out, { recursive: true, force: true });
    plain();
    rmSync(out, { recursive: true, force: true });
    return (work().ms * 1000) / CAMPAIGN_ROWS;
  };
  batch(csv, out, '--cache', warmCache);
  const files = readdirSync(out).map((name) => [name, statSync(join(out, name)).size] as const);
  writeFileSync(sizes, JSON.stringify(files));
  const megabytes = files.reduce((sum, [, size]) => sum + size, 0) / 1e6;
  const found = inTurns(RUNS, [
    ['plainly writing the same files', afresh(plain)],
    ['stitch batch, blocks cached', afresh(() => batch(csv, out, '--cache', warmCache))],
    ['stitch batch, cold cache', afresh(() => batch(csv, out, '--no-cache'))],
  ]);
  rmSync(out, { recursive: true, force: true });
  const few = texts.slice(0, PEER_MESSAGES);
  for (const peer of installed)
    found.set(
      peer.name,
      peer.run(few, scratch).map((ms) => ms * 1000),
    );
  const stitchUs = median(found.get('stitch batch, blocks cached')!);
  tell(
    `b. A campaign of ${CAMPAIGN_ROWS} different messages of ${CLIPS_A_MESSAGE} clips, ${megabytes.toFixed(0)} MB`,
    ['', 'median µs a message', 'spread', 'times stitch with blocks cached'],
    [...found].map(([name, us]) => [
      name,
      median(us).toFixed(0),
      spread(us),
      (median(us) / stitchUs).toFixed(2),
    ]),
    `Whole processes, start-up and all; sox and ffmpeg a process a message, over ${PEER_MESSAGES} messages.`,
  );
}

function rows(): void {
  const counts = [1000, 10_000, 100_000];
  const texts = messages(clips, counts.at(-1)!, CLIPS_A_MESSAGE).map(textOf);
  const csv = (count: number) => at(`rows-${count}.csv`);
  for (const count of counts) writeCampaign(csv(count), texts.slice(0, count));
  const out = at('rows');
  batch(csv(counts[0]!), out, '--cache', warmCache);
  const found = inTurns(
    3,
    counts.map((count): readonly [string, () => Took] => [
      String(count),
      () => {
        rmSync(out, { recursive: true, force: true });
        return batch(csv(count), out, '--cache', warmCache);
      },
    ]),
  );
  rmSync(out, { recursive: true, force: true });
  formatRows(csv(10_000));
  const of = (count: number) => {
    const took = found.get(String(count))!;
    const us = took.map(({ ms }) => (ms * 1000) / count);
    return { us, peaks: took.map(({ peakMb }) => peakMb) };
  };
  const first = of(counts[0]!);
  tell(
    'c. Rows of a campaign, blocks cached',
    ['rows', 'µs a row', 'spread', 'peak MB', 'time a row', 'peak'],
    counts.map((count) => {
      const { us, peaks } = of(count);
      const times = (a: readonly number[], b: readonly number[]) =>
        `× ${(median(a) / median(b)).toFixed(2)}`;
      return [
        String(count),
        median(us).toFixed(0),
        spread(us),
        median(peaks).toFixed(0),
        times(us, first.us),
        times(peaks, first.peaks),
      ];
    }),
  );
}

function formatRows(csv: string): void {
  const out = at('formats');
  const work = (options: readonly string[]) => () => {
    rmSync(out, { recursive: true, force: true });
    const args = [stitch, 'batch', csv, '--root', root, '--out', out, '--quiet', ...options];
    return (runNode([...args, '--cache', warmCache], scratch).ms * 1000) / 10_000;
  };
  const contenders = Object.entries(FORMATS).map(
    ([name, options]) => [name, work(options)] as const,
  );
  inTurns(1, contenders);
  const found = inTurns(RUNS, contenders);
  rmSync(out, { recursive: true, force: true });
  const mp3Us = median(found.get('mp3')!);
  tell(
    'c2. 10,000 rows in each format, blocks cached',
    ['', 'µs a row', 'spread', 'times MP3'],
    [...found].map(([name, us]) => [
      name,
      median(us).toFixed(0),
      spread(us),
      (median(us) / mp3Us).toFixed(2),
    ]),
  );
}

function preflight(): void {
  const count = 100_000;
  const csv = at('check.csv');
  writeCampaign(csv, messages(clips, count, 10).map(textOf));
  const check = () =>
    runNode([stitch, 'check', csv, '--root', root, '--cache', warmCache, '--json'], scratch);
  check();
  const took = [check(), check(), check()];
  const seconds = took.map(({ ms }) => ms / 1000);
  tell(
    'd. Pre-flight of 100,000 rows of ten words',
    ['', 'median s', 'spread', 'rows a second', 'peak MB'],
    [
      [
        'stitch check',
        median(seconds).toFixed(2),
        spread(seconds, 2),
        (count / median(seconds)).toFixed(0),
        median(took.map(({ peakMb }) => peakMb)).toFixed(0),
      ],
    ],
  );
}

function libraries(): void {
  const counts = [100, 1000, 10_000];
  const [{ word: one }, { word: other }] = [clips[0]!, clips[1]!];
  const contenders = counts.map((count): readonly [string, () => number] => {
    const folder = at(`library-${count}`);
    largeLibrary(folder, clips, count);
    return [
      `${count} clips`,
      () =>
        runNode(
          [
            stitch,
            `${one} ${other}`,
            '--root',
            folder,
            '--quiet',
            '--cache',
            warmCache,
            '--out',
            at('one.mp3'),
          ],
          scratch,
        ).ms,
    ];
  });
  inTurns(3, contenders);
  const found = inTurns(10, [['node -e 0', () => runNode(['-e', '0'], scratch).ms], ...contenders]);
  const floor = median(found.get('node -e 0')!);
  tell(
    'e. One message, render cached, by the size of the library',
    ['', 'median ms', 'spread', 'times node -e 0'],
    [...found].map(([name, ms]) => [
      name,
      median(ms).toFixed(0),
      spread(ms),
      (median(ms) / floor).toFixed(2),
    ]),
  );
}

async function pcmPath(): Promise<void> {
  const format = { name: 'mp3', sampleRateHz: 16_000, channels: 1, bitRateKbps: 40 } as const;
  const preparing = {
    sampleRateHz: 16_000,
    channels: 1,
    trim: true,
    edgesSeconds: [0.05, 0.05],
    levelDb: false,
    fade: true,
  } as const;
  const files = bytesOf(clips.slice(0, 80));
  const names = clips.map(({ path }) => path);
  const factors = new Map<string, number[]>();
  for (let run = 0; run < RUNS; run++) {
    const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
      const start = performance.now();
      const made = await work();
      const tookSeconds = (performance.now() - start) / 1000;
      factors.set(stage, [...(factors.get(stage) ?? []), audioSeconds / tookSeconds]);
      return made;
    };
    const each = await Promise.all(files.map((bytes, i) => decodeClip(bytes, names[i]!)));
    const audioSeconds = each.reduce((sum, { pcm }) => sum + durationSeconds(pcm), 0);
    const decoded: Pcm[] = [];
    await timed('decode', async () => {
      for (const [i, bytes] of files.entries())
        decoded.push((await decodeClip(bytes, names[i]!)).pcm);
    });
    const prepared: Pcm[] = [];
    await timed('prepare (8 to 16 kHz)', async () => {
      for (const pcm of decoded) prepared.push(prepare(pcm, preparing));
    });
    await timed('encode (16 kHz, 40 kbit/s)', async () => {
      for (const pcm of prepared) await encodeBlock(pcm, format);
    });
  }
  tell(
    'f. The PCM path, one thread',
    ['', 'times real time', 'spread'],
    [...factors].map(([stage, found]) => [stage, median(found).toFixed(0), spread(found)]),
  );
}

function writeResults(): void {
  const model = cpus()[0]?.model ?? '';
  const machine = `${model.trim()}, ${cpus().length} cores, ${(totalmem() / 2 ** 30).toFixed(0)} GB; ${process.platform}, Node ${process.version}; files in ${dirname(scratch)}`;
  const versions = installed.map(({ name, version }: Peer) => `${name}: ${version}`).join('; ');
  const path = join(import.meta.dirname, 'results.md');
  const head = `# Results\n\nMade by \`npm run bench\`, ${new Date().toISOString().slice(0, 10)}. ${machine}. ${libraryName}. ${versions}.\nCompared in turns; medians, with the least and the most beside them.\n`;
  writeFileSync(path, [head, ...sections].join('\n'));
  if (existsSync(path)) console.log(`\nwritten to ${path}`);
}
