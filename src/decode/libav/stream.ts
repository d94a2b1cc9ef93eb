import type { Pcm } from '../../audio/pcm.ts';
import type { Libav, LibavFrame, LibavStream } from '../../codec/libav/engine.ts';
import { StitchError } from '../../errors.ts';
import { refuseLongClip } from '../decoder.ts';

/** The audio track of an open file. */
export interface AudioTrack {
  /** FFmpeg's AVFormatContext. */
  readonly context: number;
  readonly stream: LibavStream;
  /** Null where the file does not say. */
  readonly declaredSeconds: number | null;
}

/** A stream of packets, wherever they come from. */
export interface PacketStream {
  /** FFmpeg's number of the codec (enum AVCodecID). */
  readonly codecId: number;
  /** FFmpeg's AVCodecParameters; 0 where the packets tell all by themselves. */
  readonly parameters: number;
  /** Length by the container, so that room is made once; null where it does not say. */
  readonly declaredSeconds: number | null;
  /** Fills in the next packet; false at the end. */
  next(packet: number): Promise<boolean>;
}

/** A track's sound, delay and padding taken off; of what is damaged, nothing. */
export interface DecodedStream {
  readonly pcm: Pcm;
  readonly damagedPackets: number;
  /** Whether the last packet was damaged, as in a file that was cut off. */
  readonly endsDamaged: boolean;
  /** Sample frames taken off the beginning because the container says nothing of a delay that the codec must have. */
  readonly primingFrames: number;
}

/** Samples of all channels: as many as the longest clip has in stereo at 48 kHz. A few kilobytes may hold more. */
const MAX_SAMPLES = 15 * 60 * 48_000 * 2;
/** Packets, many more than the longest clip has: a damaged index may repeat a file's few bytes for ever. */
const MAX_PACKETS = 1_000_000;
/** FFmpeg's number of AAC, and the sample frames of its frames; those of HE-AAC are two. */
export const AAC = 86018;
const AAC_FRAMES = [960, 1024, 1920, 2048];

/** Decodes a track. @throws StitchError clip/unsupported. */
export async function decodeTrack(
  libav: Libav,
  { context, stream, declaredSeconds }: AudioTrack,
  name: string,
): Promise<DecodedStream> {
  const next = async (packet: number) => {
    for (let packets = 0; packets < MAX_PACKETS; packets++) {
      if ((await libav.av_read_frame(context, packet)) < 0) return false;
      if (libav.AVPacket_stream_index(packet) === stream.index) return true;
      libav.av_packet_unref(packet);
    }
    return false;
  };
  const { codec_id: codecId, codecpar: parameters } = stream;
  return decodePackets(libav, { codecId, parameters, declaredSeconds, next }, name);
}

/** Decodes packets. @throws StitchError clip/unsupported. */
export async function decodePackets(
  libav: Libav,
  { codecId, parameters, declaredSeconds, next }: PacketStream,
  name: string,
): Promise<DecodedStream> {
  const [, decoder, packet, frame] = libav.ff_init_decoder(codecId, parameters);
  const sound = new Sound(name, declaredSeconds);
  let packets = 0;
  let damagedPackets = 0;
  let endsDamaged = false;
  let primingFrames = 0;
  /** @param input a packet; 0 for the end, after which come the samples that are still inside. */
  const decode = (input: number) => {
    const isDamaged = libav.avcodec_send_packet(decoder, input) < 0;
    if (isDamaged) damagedPackets++;
    if (input !== 0) endsDamaged = isDamaged;
    while (libav.avcodec_receive_frame(decoder, frame) >= 0) {
      const frames = libav.AVFrame_nb_samples(frame);
      // The first frame of AAC is made of half of what it needs. An edit list would have taken it off.
      if (codecId === AAC && packets === 1 && AAC_FRAMES.includes(frames)) {
        primingFrames = frames;
        continue;
      }
      sound.add(libav.AVFrame_sample_rate(frame), libav.AVFrame_channels(frame), frames, () =>
        libav.ff_copyout_frame(frame),
      );
    }
  };
  try {
    while (packets < MAX_PACKETS && (await next(packet))) {
      packets++;
      decode(packet);
      libav.av_packet_unref(packet);
    }
    decode(0);
    return { pcm: sound.pcm(), damagedPackets, endsDamaged, primingFrames };
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

/** Room past the declared length, and at first where none is declared. */
const SPARE_SECONDS = 1;
/** Room that may stay empty: a copy without it would take as much again for a while. */
const MAX_EMPTY_SHARE = 1 / 16;

/** Collects frames, in one piece of memory for each channel: a long clip in many pieces takes twice the memory. */
class Sound {
  private channels: Float32Array[] = [];
  private sampleFrames = 0;
  private sampleRateHz = 0;

  private readonly name: string;
  private readonly declaredSeconds: number | null;

  constructor(name: string, declaredSeconds: number | null) {
    this.name = name;
    this.declaredSeconds = declaredSeconds;
  }

  /** @throws StitchError clip/unsupported. */
  add(sampleRateHz: number, channels: number, frames: number, copy: () => LibavFrame): void {
    if (frames === 0 || channels === 0) return;
    const end = this.sampleFrames + frames;
    const isFirst = this.sampleFrames === 0;
    if (!isFirst && (sampleRateHz !== this.sampleRateHz || channels !== this.channels.length)) {
      throw this.unsupported('changes its sample rate or its channels');
    }
    refuseLongClip(end / sampleRateHz, this.name);
    if (end * channels > MAX_SAMPLES) {
      throw this.unsupported(`is too long for its ${channels} channels at ${sampleRateHz} Hz`);
    }
    if (isFirst) this.start(sampleRateHz, channels);
    this.grow(end);
    const { data } = copy();
    if (data === null) throw this.unsupported('has 64-bit samples');
    this.channels.forEach((channel, c) => {
      const out = channel.subarray(this.sampleFrames, end);
      if (ArrayBuffer.isView(data)) deinterleave(data, channels, c, out);
      else deinterleave((data as readonly Samples[])[c]!, 1, 0, out);
    });
    this.sampleFrames = end;
  }

  private start(sampleRateHz: number, channels: number): void {
    const seconds = (this.declaredSeconds ?? 0) + SPARE_SECONDS;
    const room = Math.min(Math.ceil(seconds * sampleRateHz), Math.ceil(MAX_SAMPLES / channels));
    this.sampleRateHz = sampleRateHz;
    this.channels = Array.from({ length: channels }, () => new Float32Array(room));
  }

  private grow(end: number): void {
    const room = this.channels[0]!.length;
    if (end <= room) return;
    for (const [c, channel] of this.channels.entries()) {
      this.channels[c] = new Float32Array(Math.max(end, Math.ceil(1.5 * room)));
      this.channels[c].set(channel);
    }
  }

  private unsupported(what: string): StitchError {
    return new StitchError(
      'clip/unsupported',
      `${this.name} ${what}; convert it to 16-bit PCM, mono`,
    );
  }

  pcm(): Pcm {
    const room = this.channels[0]?.length ?? 0;
    const isFull = room - this.sampleFrames <= MAX_EMPTY_SHARE * room;
    const channels = this.channels.map((channel) =>
      isFull ? channel.subarray(0, this.sampleFrames) : channel.slice(0, this.sampleFrames),
    );
    return { channels, sampleRateHz: this.sampleRateHz };
  }
}

type Samples = Exclude<LibavFrame['data'], null | readonly unknown[]>;

/** Writes every `step`th sample, from `first` on, nominal [-1, 1]. */
function deinterleave(samples: Samples, step: number, first: number, out: Float32Array): void {
  const [zero, scale] = range(samples);
  for (let f = 0; f < out.length; f++) out[f] = (samples[f * step + first]! - zero) * scale;
  // A decoder that is fed damage may make what is no number.
  if (samples instanceof Float32Array && !out.every(Number.isFinite)) {
    for (let f = 0; f < out.length; f++) if (!Number.isFinite(out[f]!)) out[f] = 0;
  }
}

/** The value of silence, and what makes full scale 1. */
function range(samples: Samples): readonly [number, number] {
  if (samples instanceof Float32Array) return [0, 1];
  if (samples instanceof Uint8Array) return [128, 2 ** -7];
  return [0, samples instanceof Int16Array ? 2 ** -15 : 2 ** -31];
}
