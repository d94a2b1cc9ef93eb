import { missingSteps } from '../../message/plan.ts';
import type { Stitched } from '../../stitcher.ts';
import type { Delivered } from '../output.ts';
import { printable } from './table.ts';

/** Clips that are named in the line that says what was made. */
const MOST_NAMES = 12;

/** What was made, as a line for people. @param out the path, or null for standard output. */
export function resultLine(
  { plan, profile, bytes, durationSeconds, cached }: Stitched,
  out: string | null,
): string {
  const clips = plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip] : []));
  const shown = clips.slice(0, MOST_NAMES).join(' ');
  const more = clips.length > MOST_NAMES ? ` and ${clips.length - MOST_NAMES} more` : '';
  const kind =
    profile.container === 'mp3' ? `MP3 at ${profile.mp3.bitRateKbps} kbit/s` : '16-bit WAV';
  const channels = profile.preparing.channels === 1 ? 'mono' : 'stereo';
  return `${printable(
    `${out ?? 'standard output'}: ${durationSeconds.toFixed(2)} s, ${profile.preparing.sampleRateHz} Hz ` +
      `${channels} ${kind}, ${bytes.length} bytes, from ${shown}${more}${cached ? ' (cached)' : ''}`,
  )}\n`;
}

/** What was made, as a line of JSON. */
export function resultJson(
  stitched: Stitched,
  { out, url }: Delivered,
  warnings: readonly string[],
): string {
  const { plan, profile, bytes, durationSeconds, cached } = stitched;
  return `${JSON.stringify({
    success: true,
    message: cached ? 'Stitched audio retrieved from cache!' : 'Stitched audio created',
    audio_files: plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip] : [])),
    output_file: out,
    public_url: url,
    cached,
    duration_seconds: durationSeconds,
    bytes: bytes.length,
    format: profile.container,
    sample_rate_hz: profile.preparing.sampleRateHz,
    channels: profile.preparing.channels,
    bit_rate_kbps: profile.container === 'mp3' ? profile.mp3.bitRateKbps : null,
    missing: missingSteps(plan),
    warnings,
  })}\n`;
}
