// What one message costs, a whole process each time: the built CLI against `node -e 0` and the tools it
// replaces, in turns, cold and from the cache, on five 8 kHz prompts of Debian's asterisk-core-sounds-en-wav.
//   npm run bench:cli [runs]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from '../src/cli/table.ts';

const root = '/usr/share/asterisk/sounds/en_US_f_Allison';
const runs = Number(process.argv[2] ?? 10);
if (!existsSync(root)) {
  console.error('install asterisk-core-sounds-en-wav first');
  process.exit(2);
}
const scratch = mkdtempSync(join(tmpdir(), 'stitch-bench-'));
const stitch = join(import.meta.dirname, '../bin/stitch.js');
const message = 'hello world 4 5 goodbye minutes';
const clips = ['hello-world', 'digits/4', 'digits/5', 'goodbye', 'minutes'].map((name) =>
  join(root, `${name}.wav`),
);
const out = (name: string) => join(scratch, name);

const pydub = out('peer.py');
writeFileSync(
  pydub,
  `import sys
from pydub import AudioSegment
whole = AudioSegment.empty()
for name in sys.argv[2:]:
    whole += AudioSegment.from_file(name)
whole.export(sys.argv[1], format="mp3", bitrate="32k")
`,
);

type Contender = readonly [
  name: string,
  command: string,
  args: readonly string[],
  before?: () => void,
];
const node = process.execPath;
const cache = out('cache');
const say = (...args: string[]) => [stitch, message, '--root', root, '--quiet', ...args];
const warm = ['--out', out('c.mp3'), '--cache', cache];
/** Takes the renders away and leaves the blocks. */
const forgetRenders = () => {
  for (const name of readdirSync(join(cache, 'cache'))) {
    if (name.includes('.')) rmSync(join(cache, 'cache', name));
  }
};
const filter = `${clips.map((_, i) => `[${i}:a]`).join('')}concat=n=${clips.length}:v=0:a=1[a]`;
const contenders: Contender[] = [
  ['node -e 0', node, ['-e', '0']],
  ['stitch, render cached', node, say(...warm)],
  ['stitch, blocks cached', node, say(...warm), forgetRenders],
  ['stitch --version', node, [stitch, '--version']],
  ['stitch, WAV', node, say('--no-cache', '--out', out('a.wav'))],
  ['stitch, MP3 16 kHz', node, say('--no-cache', '--out', out('a.mp3'))],
  [
    'stitch, MP3 8 kHz/32k',
    node,
    say('--no-cache', '--out', out('b.mp3'), '--sample-rate', '8000', '--bitrate', '32'),
  ],
  ['sox, MP3 8 kHz', 'sox', [...clips, '-C', '32', out('sox.mp3')]],
  [
    'ffmpeg concat, MP3 8 kHz',
    'ffmpeg',
    [
      '-v',
      'error',
      '-y',
      ...clips.flatMap((clip) => ['-i', clip]),
      '-filter_complex',
      filter,
      '-map',
      '[a]',
      '-b:a',
      '32k',
      out('ffmpeg.mp3'),
    ],
  ],
  ...['python3', '/usr/bin/python3'].map(
    (python): Contender => [`pydub (${python})`, python, [pydub, out('pydub.mp3'), ...clips]],
  ),
];

const usable = contenders.filter(([, command, args]) => spawnSync(command, args).status === 0);
// The compiled code of the ways through the program is kept by the first runs of each.
for (let run = 0; run < 6; run++) {
  for (const [, command, args, before] of usable) {
    before?.();
    if (command === node) spawnSync(command, args);
  }
}
const timesMs = new Map<string, number[]>(usable.map(([name]) => [name, []]));
for (let run = 0; run < runs; run++) {
  for (const [name, command, args, before] of usable) {
    before?.();
    const start = performance.now();
    spawnSync(command, args);
    timesMs.get(name)!.push(performance.now() - start);
  }
}
rmSync(scratch, { recursive: true });

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1]!;
const floor = median(timesMs.get('node -e 0')!);
console.log(`${message}: ${runs} runs in turns, node ${process.version}`);
process.stdout.write(
  formatTable(
    [
      { heading: '' },
      ...['median ms', 'least', 'most', 'times node -e 0'].map((heading) => ({
        heading,
        right: true,
      })),
    ],
    [...timesMs].map(([name, times]) => [
      name,
      median(times).toFixed(0),
      Math.min(...times).toFixed(0),
      Math.max(...times).toFixed(0),
      (median(times) / floor).toFixed(2),
    ]),
  ),
);
