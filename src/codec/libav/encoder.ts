import { type Pcm, sampleFrames } from '../../audio/pcm.ts';
import { StitchError } from '../../errors.ts';
import { EngineError, type Libav, type LibavInput, loadEngine, withEngine } from './engine.ts';

/** An encoder of FFmpeg, and what it is to make. */
export interface EncoderSettings {
  readonly encoder: 'libopus' | 'libmp3lame';
  readonly bitRateKbps: number;
  /** Options of the encoder, by FFmpeg's names. */
  readonly options: Readonly<Record<string, string>>;
}

/** FFmpeg's numbers of float samples (enum AVSampleFormat), and whether each channel has a plane of its own. */
const SAMPLE_FORMATS = {
  libopus: { format: 3, isPlanar: false },
  libmp3lame: { format: 8, isPlanar: true },
} as const;
/** FFmpeg's AV_CH_LAYOUT_MONO and AV_CH_LAYOUT_STEREO. */
const LAYOUTS = [4, 3] as const;
/** Packets that are encoded at once: a long message need not be in the engine's memory whole. */
const PACKETS_AT_ONCE = 256;

const ENGINE = 'obsolete';

/** Loads the encoders. */
export const loadEncoders = () => loadEngine(ENGINE);

/**
 * Encodes sound in an encoder of its own, the last packet filled up with silence.
 * @returns all packets, with those that come out when the sound has ended. @throws StitchError internal/fault.
 */
export async function encodePackets(
  pcm: Pcm,
  settings: EncoderSettings,
): Promise<readonly Uint8Array[]> {
  try {
    return await withEngine(ENGINE, async (libav) => encode(libav, pcm, settings));
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    const what = `${settings.encoder} failed: ${(cause.cause as Error)?.message ?? cause}`;
    throw new StitchError('internal/fault', what, { cause });
  }
}

function encode(libav: Libav, pcm: Pcm, settings: EncoderSettings): readonly Uint8Array[] {
  const { encoder, bitRateKbps, options } = settings;
  const { format } = SAMPLE_FORMATS[encoder];
  const { sampleRateHz, channels } = pcm;
  const [, context, frame, packet, size] = libav.ff_init_encoder(encoder, {
    ctx: {
      bit_rate: bitRateKbps * 1000,
      sample_fmt: format,
      sample_rate: sampleRateHz,
      channel_layout: LAYOUTS[channels.length - 1]!,
      channels: channels.length,
    },
    options,
    time_base: [1, sampleRateHz],
  });
  try {
    const packets: Uint8Array[] = [];
    const total = Math.ceil(sampleFrames(pcm) / size);
    for (let first = 0; first < total; first += PACKETS_AT_ONCE) {
      const end = Math.min(total, first + PACKETS_AT_ONCE);
      const inputs: LibavInput[] = [];
      for (let i = first; i < end; i++) inputs.push(inputOf(pcm, i * size, size, encoder));
      const made = libav.ff_encode_multi(context, frame, packet, inputs, end === total);
      packets.push(...made.map(({ data }) => data));
    }
    return packets;
  } finally {
    libav.ff_free_encoder(context, frame, packet);
  }
}

/** Sample frames [start, start + size) as the encoder takes them; past the end is silence. */
function inputOf(
  { channels, sampleRateHz }: Pcm,
  start: number,
  size: number,
  encoder: EncoderSettings['encoder'],
): LibavInput {
  const { format, isPlanar } = SAMPLE_FORMATS[encoder];
  const planes = channels.map((channel) => {
    const part = channel.subarray(start, start + size);
    if (part.length === size) return part;
    const plane = new Float32Array(size);
    plane.set(part);
    return plane;
  });
  return {
    data: isPlanar ? planes : planes.length === 1 ? planes[0]! : interleave(planes),
    format,
    channels: planes.length,
    channel_layout: LAYOUTS[planes.length - 1]!,
    sample_rate: sampleRateHz,
    nb_samples: size,
    pts: start,
  };
}

function interleave(planes: readonly Float32Array[]): Float32Array {
  const size = planes[0]!.length;
  const samples = new Float32Array(size * planes.length);
  planes.forEach((plane, c) => {
    for (let f = 0; f < size; f++) samples[f * planes.length + c] = plane[f]!;
  });
  return samples;
}
