import { codecOf } from '../../codec/registry.ts';
import { missingSteps } from '../../message/plan.ts';
import type { Stitched } from '../../stitcher.ts';
import type { Delivered } from '../output.ts';
import { printable } from './table.ts';

/** Clips named in the result line. */
const MAX_NAMES = 12;

/** The result as a line of text. @param out the path, or null for standard output. */
export function resultLine(
  { plan, profile, bytes, durationSeconds, cached }: Stitched,
  out: string | null,
): string {
  const clips = plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip] : []));
  const shown = clips.slice(0, MAX_NAMES).join(' ');
  const more = clips.length > MAX_NAMES ? ` and ${clips.length - MAX_NAMES} more` : '';
  const { format } = profile;
  const channels = format.channels === 1 ? 'mono' : 'stereo';
  return `${printable(
    `${out ?? 'standard output'}: ${durationSeconds.toFixed(2)} s, ${format.sampleRateHz} Hz ` +
      `${channels} ${codecOf(format).describe(format)}, ${bytes.length} bytes, from ${shown}${more}${cached ? ' (cached)' : ''}`,
  )}\n`;
}

/** The result as a line of JSON. */
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
    format: profile.format.name,
    sample_rate_hz: profile.format.sampleRateHz,
    channels: profile.format.channels,
    bit_rate_kbps: profile.format.bitRateKbps,
    missing: missingSteps(plan),
    warnings,
  })}\n`;
}
