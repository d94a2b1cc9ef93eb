import { durationSeconds, type Pcm, sampleFrames } from '../../audio/pcm.ts';
import { resample } from '../../audio/resample.ts';
import {
  EngineError,
  type EngineName,
  type Libav,
  type LibavStream,
  loadEngine,
  withEngine,
} from '../../codec/libav/engine.ts';
import { StitchError } from '../../errors.ts';
import { decodeAmrPackets } from '../amr.ts';
import { type Decoded, type Decoder, refuseLongClip } from '../decoder.ts';
import { type AudioTrack, type DecodedStream, decodeTrack, readPackets } from './stream.ts';

/** A container that FFmpeg reads. */
export interface LibavContainer extends Omit<Decoder, 'load' | 'decode'> {
  readonly engine: EngineName;
  /** FFmpeg's name of its demuxer: no other is tried. */
  readonly demuxer: string;
  /** Returns the file as FFmpeg has to see it. */
  readonly repaired?: (bytes: Uint8Array) => Uint8Array;
  /** Whether the file ends before it should, where its duration does not tell. */
  readonly isCut?: (bytes: Uint8Array) => boolean;
}

/** FFmpeg's numbers (enum AVCodecID) of the codecs that are read. */
const CODECS: Readonly<Record<number, string>> = {
  73728: 'AMR-NB',
  73729: 'AMR-WB',
  86017: 'MP3',
  86018: 'AAC',
  86021: 'Vorbis',
  86028: 'FLAC',
  86032: 'ALAC',
  86076: 'Opus',
};
const OPUS_HEAD_BYTES = 19;
/** Rates that recordings have; Opus has them decoded at 48 kHz. */
const USUAL_RATES = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100];
/** What a file may lack of its declared duration: that counts milliseconds, whole packets, or a video beside it. */
const TOLERANCE_SECONDS = 0.1;
/** Sample frames of an AAC frame, twice over, as HE-AAC has them. */
const MAX_AAC_PADDING = 2048;
/** What libav.js says where its build lacks a decoder. */
const NO_DECODER = /Codec not found/;
/** FFmpeg's names of codecs that it does not know. */
const UNNAMED = /none|unknown/;
const AUDIO = 1;
let files = 0;

/** A decoder of one container, by FFmpeg. */
export function libavDecoder(container: LibavContainer): Decoder {
  const { name: format, extensions, preference, recognizes, engine } = container;
  return {
    name: format,
    extensions,
    preference,
    recognizes,
    load: () => loadEngine(engine),
    decode: (bytes, name) =>
      withClipEngine(container, name, (libav) => decodeFile(libav, container, bytes, name)),
  };
}

/** Does work with an engine, of whose failures the clip is to blame. @throws StitchError clip/…. */
export async function withClipEngine<T>(
  { engine, name: format }: Pick<LibavContainer, 'engine' | 'name'>,
  name: string,
  work: (libav: Libav) => Promise<T>,
): Promise<T> {
  try {
    return await withEngine(engine, work);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw NO_DECODER.test(`${error.cause}`)
      ? unreadable(name, 'a codec')
      : damaged(format, name, error.cause);
  }
}

async function decodeFile(
  libav: Libav,
  container: LibavContainer,
  bytes: Uint8Array,
  name: string,
): Promise<Decoded> {
  const file = `clip-${files++}`;
  libav.writeFile(file, container.repaired?.(bytes) ?? bytes);
  try {
    const [context, streams] = await libav.ff_init_demuxer_file(file, container.demuxer);
    try {
      const track = trackOf(libav, context, streams, name);
      if (track.declaredSeconds !== null) refuseLongClip(track.declaredSeconds, name);
      const { codec } = track;
      if (codec === 'AMR-NB' || codec === 'AMR-WB') {
        const packets = await readPackets(libav, track, bytes.length);
        return await decodeAmrPackets(packets, codec === 'AMR-WB' ? 'wide' : 'narrow', name);
      }
      const made = await decodeTrack(libav, track, name);
      return report(container, made, track, container.isCut?.(bytes) ?? false, name);
    } finally {
      libav.avformat_close_input_js(context);
    }
  } finally {
    libav.unlink(file);
  }
}

interface Track extends AudioTrack {
  readonly codec: string;
  /** The rate of the recording, where it is not that of the decoded samples. */
  readonly inputHz: number | null;
}

function trackOf(
  libav: Libav,
  context: number,
  streams: readonly LibavStream[],
  name: string,
): Track {
  const stream = streams.find(({ codec_type }) => codec_type === AUDIO);
  if (stream === undefined) {
    throw new StitchError('clip/empty', `${name} has no audio track; record it again`);
  }
  const codec = CODECS[stream.codec_id];
  if (codec === undefined) {
    const called = libav.avcodec_get_name(stream.codec_id);
    throw unreadable(name, UNNAMED.test(called) ? 'an unknown codec' : `the codec ${called}`);
  }
  // Microseconds in 64 bits, of the longest of all tracks.
  const low = libav.AVFormatContext_duration?.(context) ?? 0;
  const high = libav.AVFormatContext_durationhi?.(context) ?? 0;
  const whole = (high * 2 ** 32 + (low >>> 0)) / 1e6;
  const seconds = stream.duration > 0 ? stream.duration : whole;
  const declaredSeconds = seconds > 0 ? seconds : null;
  return { context, stream, codec, declaredSeconds, inputHz: opusInputHz(libav, stream) };
}

/** The rate of what was encoded with Opus, from its OpusHead (RFC 7845 5.1), where that is a usual one; else null. */
function opusInputHz(libav: Libav, { codec_id, codecpar }: LibavStream): number | null {
  const size = libav.AVCodecParameters_extradata_size(codecpar);
  if (CODECS[codec_id] !== 'Opus' || size < OPUS_HEAD_BYTES) return null;
  const { buffer } = libav.HEAPU8;
  const head = new DataView(buffer, libav.AVCodecParameters_extradata(codecpar), size);
  const inputHz = head.getUint32(12, true);
  return USUAL_RATES.includes(inputHz) ? inputHz : null;
}

/** What was decoded, at the rate of the recording, with what is to be said of it. */
function report(
  container: LibavContainer,
  { pcm, damagedPackets, endsDamaged, primingFrames }: DecodedStream,
  { codec, declaredSeconds, inputHz }: Track,
  isCut: boolean,
  name: string,
): Decoded {
  if (pcm.channels.length === 0) {
    if (damagedPackets > 0) throw damaged(container.name, name);
    throw new StitchError('clip/empty', `${name} has no samples; record it again`);
  }
  // The container counts what comes before the sound.
  const priming = primingFrames / pcm.sampleRateHz;
  const seconds = declaredSeconds === null ? null : declaredSeconds - priming;
  const lacks = (seconds ?? 0) - durationSeconds(pcm) > TOLERANCE_SECONDS;
  const warnings: string[] = [];
  if (lacks || isCut || endsDamaged)
    warnings.push('ends before its samples do; what is there is played');
  else if (damagedPackets > 0) warnings.push('is damaged in places, which are left out');
  const whole = codec === 'AAC' ? withoutPadding(pcm, seconds) : pcm;
  return { pcm: inputHz === null ? whole : resample(whole, inputHz), encoding: codec, warnings };
}

/** Takes off what fills up the last AAC frame: FFmpeg 4 does not. The declared duration is rounded to milliseconds. */
function withoutPadding(pcm: Pcm, declaredSeconds: number | null): Pcm {
  const { channels, sampleRateHz } = pcm;
  const end = Math.ceil(((declaredSeconds ?? 0) + 0.001) * sampleRateHz);
  const excess = sampleFrames(pcm) - end;
  if (excess <= 0 || excess > MAX_AAC_PADDING) return pcm;
  return { channels: channels.map((channel) => channel.slice(0, end)), sampleRateHz };
}

function unreadable(name: string, what: string): StitchError {
  return new StitchError(
    'clip/unsupported',
    `${name} has ${what}, which cannot be read; convert it to 16-bit PCM`,
  );
}

export function damaged(format: string, name: string, cause?: unknown): StitchError {
  return new StitchError(
    'clip/corrupt',
    `${name} is a damaged ${format} file; record or convert it again`,
    { cause },
  );
}
