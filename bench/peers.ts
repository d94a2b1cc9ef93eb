// The tools that stitch replaces, each doing the same messages to the same MP3 rate and bit rate.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WordClip } from './work.ts';

/** The common output: 8 kHz, mono, 32 kbit/s; the rate is that of the clips. */
export const PEER_FORMAT = ['--sample-rate', '8000', '--bitrate', '32'];

/** A tool that joins clips. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Makes MP3s of messages; milliseconds for each, in a process each or all in one. */
  run(messages: readonly (readonly WordClip[])[], scratch: string): readonly number[];
}

const PYDUB = `import json, sys, time
from pydub import AudioSegment
for clips in json.load(sys.stdin):
    start = time.perf_counter()
    whole = AudioSegment.empty()
    for name in clips:
        whole += AudioSegment.from_file(name)
    whole.export(sys.argv[1], format="mp3", bitrate="32k", parameters=["-ar", "8000"])
    print((time.perf_counter() - start) * 1000)
`;

/** The tools that are installed. */
export function peers(): readonly Peer[] {
  const pythons = ['python3', '/usr/bin/python3'].filter(
    (python) => version(python, ['-c', 'import pydub']) !== null,
  );
  return [
    peer('sox', version('sox', ['--version']), (clips, out) => [
      'sox',
      [...clips, '-r', '8000', '-C', '32', out],
    ]),
    peer('ffmpeg', version('ffmpeg', ['-version']), (clips, out) => [
      'ffmpeg',
      ffmpegArgs(clips, out),
    ]),
    ...pythons.slice(0, 1).map((python): Peer => {
      return {
        name: 'pydub (in one process)',
        version: version(python, ['--version']) ?? '',
        run: (messages, scratch) => pydub(python, messages, scratch),
      };
    }),
  ].filter((each) => each !== null);
}

function peer(
  name: string,
  found: string | null,
  commandFor: (clips: readonly string[], out: string) => readonly [string, readonly string[]],
): Peer | null {
  if (found === null) return null;
  return {
    name,
    version: found,
    run: (messages, scratch) =>
      messages.map((message) => {
        const [command, args] = commandFor(
          message.map(({ path }) => path),
          join(scratch, `${name}.mp3`),
        );
        const start = performance.now();
        const { status, stderr } = spawnSync(command, [...args]);
        if (status !== 0) throw new Error(`${name}: ${stderr}`);
        return performance.now() - start;
      }),
  };
}

function ffmpegArgs(clips: readonly string[], out: string): readonly string[] {
  const filter = `${clips.map((_, i) => `[${i}:a]`).join('')}concat=n=${clips.length}:v=0:a=1[a]`;
  const inputs = clips.flatMap((clip) => ['-i', clip]);
  return [
    '-v',
    'error',
    '-y',
    ...inputs,
    '-filter_complex',
    filter,
    '-map',
    '[a]',
    '-ar',
    '8000',
    '-b:a',
    '32k',
    out,
  ];
}

function pydub(
  python: string,
  messages: readonly (readonly WordClip[])[],
  scratch: string,
): readonly number[] {
  const script = join(scratch, 'peer.py');
  writeFileSync(script, PYDUB);
  const input = JSON.stringify(messages.map((message) => message.map(({ path }) => path)));
  const { status, stdout, stderr } = spawnSync(python, [script, join(scratch, 'pydub.mp3')], {
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`pydub: ${stderr}`);
  return stdout.trim().split('\n').map(Number);
}

function version(command: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(command, [...args], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0]!.trim().replace(/\s+/g, ' ') : null;
}
