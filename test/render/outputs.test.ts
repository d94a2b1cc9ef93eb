import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { codecOf, FORMAT_NAMES, type FormatName } from '../../src/codec/registry.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { createStitcher, LocalRepo } from '../../src/index.ts';
import { fixturePath } from '../fixtures.ts';

const clips = new LocalRepo(fixturePath('audios'));
const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const LEAST_ALIKE: Readonly<Record<string, number>> = { mp3: 0.95, ogg: 0.8 };
const RAW: Readonly<Record<string, string>> = { ulaw: 'mulaw', alaw: 'alaw' };

/** A message in a format, and in 16-bit PCM at the same rate with the clips in the same places. */
async function render(format: FormatName) {
  const made = await createStitcher(clips).stitch('hello shreeshail', { format, gapSeconds: 0.2 });
  const { sampleRateHz } = made.profile.format;
  return { made, sampleRateHz, frames: Math.round(made.durationSeconds * sampleRateHz) };
}

/** Of two sounds, 1 where they are alike but for their level. */
function correlation(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let f = 0; f < a.length; f++) {
    ab += a[f]! * b[f]!;
    aa += a[f]! ** 2;
    bb += b[f]! ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** The prepared clips laid down as the layout has them, at the format's rate. */
async function expected(format: FormatName, sampleRateHz: number): Promise<Float32Array> {
  const { made } = await render(format);
  const whole = new Float32Array(Math.round(made.durationSeconds * sampleRateHz));
  const placed = made.plan.steps.flatMap((step) => (step.kind === 'clip' ? [step] : []));
  for (const [i, step] of placed.entries()) {
    const word = { format: 'wav', sampleRateHz } as const;
    const alone = await createStitcher(clips).stitch(step.words.join(' '), word);
    const { pcm } = await decodeClip(alone.bytes, 'a.wav');
    whole.set(pcm.channels[0]!, made.timeline.placed[i]!.start);
  }
  return whole;
}

describe.each(FORMAT_NAMES)('a message as %s', (format) => {
  it('decodes to the clips in their places', async () => {
    const { made, sampleRateHz, frames } = await render(format);
    const { pcm } = await decodeClip(made.bytes, `made.${codecOf(format).extensions[0]}`);
    expect(pcm.sampleRateHz).toBe(sampleRateHz);
    expect(pcm.channels[0]!.length).toBe(frames);
    const alike = correlation(pcm.channels[0]!, await expected(format, sampleRateHz));
    // Opus at 16 kbit/s is made for ears: it cuts off what is below 60 Hz, and shapes its noise.
    expect(alike).toBeGreaterThan(LEAST_ALIKE[codecOf(format).extensions[0]] ?? 0.999);
  });

  it.skipIf(!hasFfmpeg)('is decoded by ffmpeg to the same length (needs ffmpeg)', async () => {
    const { made, sampleRateHz, frames } = await render(format);
    const raw = RAW[format] ?? (format.startsWith('sln') ? 's16le' : null);
    const input = raw === null ? [] : ['-f', raw, '-ar', `${sampleRateHz}`, '-ac', '1'];
    const output = ['-f', 's16le', '-ar', `${sampleRateHz}`, '-'];
    const args = ['-v', 'error', ...input, '-i', '-', ...output];
    const { stdout } = spawnSync('ffmpeg', args, { input: made.bytes, maxBuffer: 1e8 });
    // Of an MP3 that comes through a pipe ffmpeg keeps the padding; resampling Opus it may lack a few samples.
    const tolerance = format === 'mp3' ? 1152 : format.startsWith('ogg') ? sampleRateHz / 1000 : 0;
    expect(Math.abs(stdout.length / 2 - frames)).toBeLessThanOrEqual(tolerance);
  });
});
