// The one file that imports @audio/decode-amr (opencore-amr in WebAssembly), which is loaded with the first AMR clip.

import { StitchError } from '../errors.ts';
import { concat } from '../util/bytes.ts';
import { type Decoded, type Decoder, refuseLongClip } from './decoder.ts';

/** AMR files of one channel, narrow band and wide band (RFC 4867, 5). */
export const amrDecoder: Decoder = {
  name: 'AMR',
  extensions: ['amr', 'awb'],
  preference: 10,
  recognizes: (bytes) => kindOf(bytes) !== undefined,
  load: loadEngine,
  decode: decodeAmr,
};

/** A band: its mark, and the bytes of an AMR frame by its type; 0 for types that no frame has. */
interface Kind {
  readonly encoding: string;
  readonly mark: string;
  readonly frameBytes: readonly number[];
  /** Samples by which every coder delays, besides its AMR frames. */
  readonly delaySamples: number;
}

const NARROW: Kind = {
  encoding: 'AMR-NB',
  mark: '#!AMR\n',
  frameBytes: [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1],
  delaySamples: 40, // 5 ms of looking ahead (3GPP TS 26.090, 4.3)
};
const WIDE: Kind = {
  encoding: 'AMR-WB',
  mark: '#!AMR-WB\n',
  frameBytes: [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1],
  delaySamples: 95, // 5 ms of looking ahead, and 0.9375 ms of filters (ITU-T G.722.2)
};
const FRAME_SECONDS = 0.02;

function loadEngine() {
  return import('@audio/decode-amr');
}

async function decodeAmr(bytes: Uint8Array, name: string): Promise<Decoded> {
  const { encoding, mark, frameBytes, delaySamples } = kindOf(bytes)!;
  let end = mark.length;
  let frames = 0;
  while (end < bytes.length) {
    const size = frameBytes[(bytes[end]! >> 3) & 15]!;
    if (size === 0 || end + size > bytes.length) break;
    end += size;
    frames++;
  }
  if (frames === 0) {
    throw new StitchError('clip/empty', `${name} has no samples; record it again`);
  }
  refuseLongClip(frames * FRAME_SECONDS, name);
  const engine = await loadEngine();
  const decoder = await engine.decoder();
  try {
    const { channelData, sampleRate } = decoder.decode(bytes.subarray(0, end));
    const warnings =
      end < bytes.length ? ['ends before its samples do; what is there is played'] : [];
    const channels = channelData.map((channel) => channel.slice(delaySamples));
    return { pcm: { channels, sampleRateHz: sampleRate }, encoding, warnings };
  } finally {
    decoder.free();
  }
}

/** Decodes the packets of a container as if they were in an AMR file. @throws StitchError clip/…. */
export function decodeAmrPackets(
  packets: readonly Uint8Array[],
  band: 'narrow' | 'wide',
  name: string,
): Promise<Decoded> {
  const { mark } = band === 'wide' ? WIDE : NARROW;
  return decodeAmr(concat([Buffer.from(mark), ...packets]), name);
}

function kindOf(bytes: Uint8Array): Kind | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, WIDE.mark.length));
  return [NARROW, WIDE].find(({ mark }) => head.startsWith(mark));
}
