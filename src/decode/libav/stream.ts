import type { Pcm } from '../../audio/pcm.ts';
import type { Libav, LibavFrame, LibavStream } from '../../codec/libav/engine.ts';
import { StitchError } from '../../errors.ts';
import { refuseLongClip } from '../decoder.ts';

/** The audio track of an open file. */
export interface AudioTrack {
  /** FFmpeg's AVFormatContext. */
  readonly context: number;
  readonly stream: LibavStream;
}

/** A track's sound, delay and padding taken off; of what is damaged, nothing. */
export interface DecodedStream {
  readonly pcm: Pcm;
  readonly damagedPackets: number;
  /** Whether the last packet was damaged, as in a file that was cut off. */
  readonly endsDamaged: boolean;
}

/** Samples of all channels: as many as the longest clip has in stereo at 48 kHz. A few kilobytes may hold more. */
const MAX_SAMPLES = 15 * 60 * 48_000 * 2;
/** Packets, many more than the longest clip has: a damaged index may repeat a file's few bytes for ever. */
const MAX_PACKETS = 1_000_000;

/** Decodes a track. @throws StitchError clip/unsupported. */
export async function decodeStream(
  libav: Libav,
  { context, stream }: AudioTrack,
  name: string,
): Promise<DecodedStream> {
  const [, decoder, packet, frame] = libav.ff_init_decoder(stream.codec_id, stream.codecpar);
  const sound = new Sound(name);
  let damagedPackets = 0;
  let endsDamaged = false;
  /** @param input a packet; 0 for the end, after which come the samples that are still inside. */
  const decode = (input: number) => {
    const isDamaged = libav.avcodec_send_packet(decoder, input) < 0;
    if (isDamaged) damagedPackets++;
    if (input !== 0) endsDamaged = isDamaged;
    while (libav.avcodec_receive_frame(decoder, frame) >= 0) {
      const channels = libav.AVFrame_channels(frame);
      sound.add(libav.AVFrame_sample_rate(frame), channels, libav.AVFrame_nb_samples(frame), () =>
        libav.ff_copyout_frame(frame),
      );
    }
  };
  try {
    for (let packets = 0; packets < MAX_PACKETS; packets++) {
      if ((await libav.av_read_frame(context, packet)) < 0) break;
      if (libav.AVPacket_stream_index(packet) === stream.index) decode(packet);
      libav.av_packet_unref(packet);
    }
    decode(0);
    return { pcm: sound.pcm(), damagedPackets, endsDamaged };
  } finally {
    libav.ff_free_decoder(decoder, packet, frame);
  }
}

/** A track's packets as they are, of no more than so many bytes: an index may repeat a part of the file. */
export async function readPackets(
  libav: Libav,
  { context, stream }: AudioTrack,
  maxBytes: number,
): Promise<readonly Uint8Array[]> {
  const packets: Uint8Array[] = [];
  const packet = libav.av_packet_alloc();
  let bytes = 0;
  while (bytes <= maxBytes && packets.length < MAX_PACKETS) {
    if ((await libav.av_read_frame(context, packet)) < 0) break;
    if (libav.AVPacket_stream_index(packet) === stream.index) {
      const { data } = libav.ff_copyout_packet(packet);
      packets.push(data);
      bytes += data.length;
    }
    libav.av_packet_unref(packet);
  }
  libav.av_packet_free_js(packet);
  return packets;
}

/** Collects frames. */
class Sound {
  /** Of each channel. */
  private readonly pieces: Float32Array[][] = [];
  private sampleFrames = 0;
  private sampleRateHz = 0;
  private channels = 0;

  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  /** @throws StitchError clip/unsupported. */
  add(sampleRateHz: number, channels: number, frames: number, copy: () => LibavFrame): void {
    if (frames === 0 || channels === 0) return;
    if (this.sampleFrames === 0) [this.sampleRateHz, this.channels] = [sampleRateHz, channels];
    if (sampleRateHz !== this.sampleRateHz || channels !== this.channels) {
      throw this.unsupported('changes its sample rate or its channels');
    }
    this.sampleFrames += frames;
    refuseLongClip(this.sampleFrames / sampleRateHz, this.name);
    if (this.sampleFrames * channels > MAX_SAMPLES) {
      throw this.unsupported(`is too long for its ${channels} channels at ${sampleRateHz} Hz`);
    }
    const { data } = copy();
    if (data === null) throw this.unsupported('has 64-bit samples');
    planar(data, channels).forEach((piece, c) => {
      this.pieces[c] ??= [];
      this.pieces[c].push(piece);
    });
  }

  private unsupported(what: string): StitchError {
    return new StitchError(
      'clip/unsupported',
      `${this.name} ${what}; convert it to 16-bit PCM, mono`,
    );
  }

  pcm(): Pcm {
    const channels = this.pieces.map((pieces) => {
      const whole = new Float32Array(this.sampleFrames);
      let at = 0;
      for (const piece of pieces) {
        whole.set(piece, at);
        at += piece.length;
      }
      pieces.length = 0; // long clips are large
      return whole;
    });
    return { channels, sampleRateHz: this.sampleRateHz };
  }
}

type Samples = Exclude<LibavFrame['data'], null | readonly unknown[]>;

/** channels[c][f], nominal [-1, 1]. */
function planar(data: NonNullable<LibavFrame['data']>, channels: number): Float32Array[] {
  if (!ArrayBuffer.isView(data)) return data.map((channel) => deinterleaved(channel, 1, 0));
  return Array.from({ length: channels }, (_, c) => deinterleaved(data, channels, c));
}

function deinterleaved(samples: Samples, step: number, first: number): Float32Array {
  const out = new Float32Array(Math.floor(samples.length / step));
  const [zero, scale] = range(samples);
  for (let f = 0; f < out.length; f++) out[f] = (samples[f * step + first]! - zero) * scale;
  // A decoder that is fed damage may make what is no number.
  if (samples instanceof Float32Array && !out.every(Number.isFinite)) {
    for (let f = 0; f < out.length; f++) if (!Number.isFinite(out[f]!)) out[f] = 0;
  }
  return out;
}

/** The value of silence, and what makes full scale 1. */
function range(samples: Samples): readonly [number, number] {
  if (samples instanceof Float32Array) return [0, 1];
  if (samples instanceof Uint8Array) return [128, 2 ** -7];
  return [0, samples instanceof Int16Array ? 2 ** -15 : 2 ** -31];
}
