// The one file that loads FFmpeg in WebAssembly (libav.js), when the first clip or format comes that needs it: its glue and
// its wasm lie beside the program as they were published (build/libav.ts), and may be replaced there.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StitchError } from '../../errors.ts';

declare const STITCH_LIBAV: string | undefined;

/** A build of FFmpeg: which package it is of, and how its files begin. */
export const ENGINES = {
  /** Ogg, FLAC, WebM: Opus, Vorbis, FLAC. Encodes MP3 (LAME) and Opus (libopus). */
  obsolete: { package: '@libav.js/variant-obsolete', files: 'libav-6.10.9.0-obsolete.wasm' },
  /** MP4 and its relatives: AAC, ALAC. No newer build has them. */
  fat: { package: '@libav.js/variant-fat', files: 'libav-4.10.6.1.1-fat.wasm' },
} as const;

export type EngineName = keyof typeof ENGINES;

type Pointer = number;

/** What is used of libav.js. Errors of FFmpeg are numbers below 0. */
export interface Libav {
  readonly HEAPU8: Uint8Array;
  writeFile(name: string, bytes: Uint8Array): void;
  unlink(name: string): void;
  av_log_set_level(level: number): void;
  /** @throws Error where the file is not of the format. */
  ff_init_demuxer_file(name: string, format: string): Promise<[Pointer, readonly LibavStream[]]>;
  /** @throws Error where there is no such decoder. */
  ff_init_decoder(codec: number, parameters: Pointer): [Pointer, Pointer, Pointer, Pointer];
  ff_free_decoder(context: Pointer, packet: Pointer, frame: Pointer): void;
  avformat_close_input_js(input: Pointer): void;
  av_read_frame(input: Pointer, packet: Pointer): Promise<number>;
  av_packet_unref(packet: Pointer): void;
  ff_set_packet(packet: Pointer, bytes: Uint8Array): void;
  ff_copyout_packet(packet: Pointer): { readonly data: Uint8Array };
  av_packet_alloc(): Pointer;
  av_packet_free_js(packet: Pointer): void;
  avcodec_get_name(codec: number): string;
  AVPacket_stream_index(packet: Pointer): number;
  avcodec_send_packet(context: Pointer, packet: Pointer): number;
  avcodec_receive_frame(context: Pointer, frame: Pointer): number;
  AVFrame_nb_samples(frame: Pointer): number;
  AVFrame_sample_rate(frame: Pointer): number;
  AVFrame_channels(frame: Pointer): number;
  ff_copyout_frame(frame: Pointer): LibavFrame;
  /** Returns AVCodec, AVCodecContext, AVFrame, AVPacket and the sample frames of a packet. @throws Error. */
  ff_init_encoder(
    name: string,
    settings: {
      readonly ctx: Readonly<Record<string, number>>;
      readonly options: Readonly<Record<string, string>>;
      readonly time_base: readonly [number, number];
    },
  ): [Pointer, Pointer, Pointer, Pointer, number];
  /** @param end whether no more frames come. @throws Error. */
  ff_encode_multi(
    context: Pointer,
    frame: Pointer,
    packet: Pointer,
    frames: readonly LibavInput[],
    end: boolean,
  ): readonly { readonly data: Uint8Array }[];
  ff_free_encoder(context: Pointer, frame: Pointer, packet: Pointer): void;
  AVCodecParameters_extradata(parameters: Pointer): Pointer;
  AVCodecParameters_extradata_size(parameters: Pointer): number;
  AVFormatContext_duration?(input: Pointer): number;
  AVFormatContext_durationhi?(input: Pointer): number;
}

export interface LibavStream {
  readonly index: number;
  /** 0 video, 1 audio. */
  readonly codec_type: number;
  readonly codec_id: number;
  readonly codecpar: Pointer;
  /** Seconds; far below 0 where it is not known. */
  readonly duration: number;
}

type Samples = Uint8Array | Int16Array | Int32Array | Float32Array;

export interface LibavFrame {
  /** Samples of all channels in turn, or those of each; null in 64 bits. */
  readonly data: Samples | readonly Samples[] | null;
}

/** Sound for an encoder. */
export interface LibavInput {
  /** Samples of all channels in turn, or those of each. */
  readonly data: Float32Array | readonly Float32Array[];
  /** FFmpeg's number of the sample format. */
  readonly format: number;
  readonly channels: number;
  readonly channel_layout: number;
  readonly sample_rate: number;
  readonly nb_samples: number;
  /** Place of the first sample frame. */
  readonly pts: number;
}

/** After a file for which an engine took more memory than this, it is loaded anew: it gives none back. */
const MAX_KEPT_BYTES = 192e6;
const AV_LOG_QUIET = -8;

const loaded = new Map<EngineName, Promise<Libav>>();
/** The end of the work that an engine was given last. */
const busy = new Map<EngineName, Promise<unknown>>();

/** The engine refused the file, or failed. */
export class EngineError extends Error {}

/** Loads an engine, unless it is loaded. */
export function loadEngine(name: EngineName): Promise<Libav> {
  const found = loaded.get(name);
  if (found !== undefined) return found;
  const loading = instantiate(name);
  loaded.set(name, loading);
  loading.catch(() => loaded.delete(name));
  return loading;
}

/**
 * Does work with an engine, one after the other. Where the engine aborts, the next work gets a new one.
 * @throws EngineError; StitchErrors of `work`.
 */
export function withEngine<T>(name: EngineName, work: (engine: Libav) => Promise<T>): Promise<T> {
  const before = busy.get(name) ?? Promise.resolve();
  const done = before.then(async () => {
    const engine = await loadEngine(name);
    const exitCode = process.exitCode;
    try {
      return await work(engine);
    } catch (error) {
      if (error instanceof StitchError) throw error;
      if (!isRefusal(error)) {
        loaded.delete(name);
        process.exitCode = exitCode; // built for programs, it sets that of a failure
      }
      throw new EngineError('FFmpeg failed', { cause: error });
    } finally {
      if (engine.HEAPU8.length > MAX_KEPT_BYTES) loaded.delete(name);
    }
  });
  busy.set(
    name,
    done.catch(() => {}),
  );
  return done;
}

/** libav.js throws plain errors; what else comes is of WebAssembly or Emscripten. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && error.name === 'Error';
}

async function instantiate(name: EngineName): Promise<Libav> {
  const { files } = ENGINES[name];
  const require = createRequire(import.meta.url);
  const factory = require(join(folderOf(name, require), `${files}.js`));
  const engine: Libav = await factory({ print: () => {}, printErr: () => {} });
  engine.av_log_set_level(AV_LOG_QUIET);
  return engine;
}

/** Where an engine's files are: beside what was built, or in its package. */
function folderOf(name: EngineName, require: NodeJS.Require): string {
  return typeof STITCH_LIBAV === 'string'
    ? fileURLToPath(new URL(STITCH_LIBAV, import.meta.url))
    : dirname(require.resolve(ENGINES[name].package));
}
