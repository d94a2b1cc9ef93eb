import { type Pcm, sampleFrames } from '../../audio/pcm.ts';
import { concat } from '../../util/bytes.ts';
import { getOrCreate, memoizeByObject } from '../../util/memoize.ts';
import type { Allocate, Block, Codec, FileTags, Margins, Spliced } from '../codec.ts';
import { onGround } from '../ground.ts';
import { encodePackets, loadEncoders } from '../libav/encoder.ts';
import { beginsQuietly, endsQuietly } from '../quiet-edges.ts';
import { silentPieces } from '../silence.ts';
import { encoderDelayFrames, type OpusFormat, packetFrames, resolveOpus } from './format.ts';
import { runOffsets, toRun } from './packets.ts';
import { type OpusStream, writeStream } from './stream.ts';

/**
 * Packets of silence before a clip, which let the decoder forget what came before it, and after it: a clip decodes to the
 * samples that it has alone. Where it begins or ends in quiet one less is enough (measured in 70 settings).
 */
const MARGINS: Margins = { before: 3, after: 1 };
/** Seconds of quiet that count. */
const QUIET_SECONDS = 0.005;
/** Packets of silence that the encoder sees besides, so that it starts and ends in peace. */
const PEACE_PACKETS = 3;
/** Voice, packets of 20 ms, variable bit rate, nothing left out where it is silent. */
const ENCODER_OPTIONS = { application: 'voip', frame_duration: '20', vbr: 'on' };

/**
 * Silence by mode, as libopus encodes it in a steady state: SILK of the bandwidth that belongs to the sample rate, mono.
 * Decoders take it in stereo and between the other modes, too.
 */
const SILENT_PACKETS: Readonly<Record<number, string>> = {
  8000: '0807c6b30f9fa0',
  12000: '2807c6b30f9fa264',
};
const WIDEBAND_SILENCE = '4807c979c8c957c0';
const STEREO_SILENCE = '4c07fd32cca63a250523805d476f894a80';

/** Opus in Ogg (RFC 7845): a unit is a packet of 20 ms. */
function opusCodec(name: OpusFormat['name'], kind: OpusStream): Codec<OpusFormat> {
  const write = (body: Spliced, format: OpusFormat, tags: FileTags, allocate?: Allocate) =>
    writeStream(body, format, tags, kind, toRun([silentPacket(format)]), allocate ?? newBytes);
  return {
    name,
    extensions: ['ogg', 'opus', 'oga'],
    mediaTypes: ['audio/ogg', 'audio/opus'],
    hasTitle: kind.hasTitle,
    maxHours: 12,
    resolve: (options) => resolveOpus(name, options),
    describe: ({ bitRateKbps }) => `Ogg Opus at ${bitRateKbps} kbit/s`,
    grid: (format) => ({
      unitFrames: packetFrames(format),
      leadUnits: MARGINS.before,
      tailUnits: MARGINS.after,
    }),
    load: loadEncoders,
    margins: marginsOf,
    encodeBlock,
    unitOffsets: ({ bytes }) => runOffsets(bytes),
    silence,
    wrap: write,
    async encodeWhole(pcm, format, tags) {
      const { bytes, units, before, frames } = await encodeBlock(pcm, format);
      const lead = silence(MARGINS.before - before, format);
      const body = { pieces: [...lead, bytes], units, leadUnits: MARGINS.before, frames };
      return concat(write(body, format, tags));
    },
    byteLength(frames, { sampleRateHz, bitRateKbps }) {
      const seconds = frames / sampleRateHz + MARGINS.before * 0.02;
      // A page's header and lacing take some 75 bytes a second.
      return Math.round(seconds * (bitRateKbps * 125 + 75) + 160);
    },
  };
}

const newBytes: Allocate = (bytes) => new Uint8Array(bytes);

/** Ogg Opus for players and messengers. */
export const ogg = opusCodec('ogg', {
  groupPackets: 1,
  vendor: 'stitch, libopus',
  hasTitle: true,
});

/**
 * Ogg Opus as WhatsApp's own voice notes have it: packets of 60 ms and its vendor name, without which its phones are
 * told not to play a file (Baileys, issue 2648).
 */
export const oggVoiceNote = opusCodec('ogg-voice-note', {
  groupPackets: 3,
  vendor: 'WhatsApp',
  hasTitle: false,
});

function marginsOf(pcm: Pcm, { sampleRateHz }: OpusFormat): Margins {
  const frames = Math.round(QUIET_SECONDS * sampleRateHz);
  return {
    before: MARGINS.before - (beginsQuietly(pcm, frames) ? 1 : 0),
    after: MARGINS.after - (endsQuietly(pcm, frames) ? 1 : 0),
  };
}

/** Encodes a prepared clip in an encoder of its own; it begins where a decoded packet does. @throws StitchError. */
async function encodeBlock(pcm: Pcm, format: OpusFormat): Promise<Block> {
  const unit = packetFrames(format);
  const frames = sampleFrames(pcm);
  const sounding = Math.ceil(frames / unit);
  const first = MARGINS.before + PEACE_PACKETS;
  const total = (first + sounding + MARGINS.after + 1) * unit;
  const start = first * unit - encoderDelayFrames(format);
  const packets = await encodePackets(onGround(pcm, { start, total }, format, unit), {
    encoder: 'libopus',
    bitRateKbps: format.bitRateKbps,
    options: ENCODER_OPTIONS,
  });
  const margins = marginsOf(pcm, format);
  const kept = packets.slice(first - margins.before, first + sounding + margins.after);
  return { bytes: toRun(kept), units: kept.length, frames, ...margins };
}

/** Silences of up to this many packets stay the same views, so that they are packed once. */
const MAX_KEPT_PACKETS = 500;
const silences = memoizeByObject((_: OpusFormat) => new Map<number, readonly Uint8Array[]>());

/** Packets of silence, as views of memory that threads share. */
function silence(units: number, format: OpusFormat): readonly Uint8Array[] {
  const kept = silences(format);
  const make = () => silentPieces(units, format, () => toRun([silentPacket(format)]));
  return units > MAX_KEPT_PACKETS ? make() : getOrCreate(kept, units, make, MAX_KEPT_PACKETS);
}

function silentPacket({ sampleRateHz, channels }: OpusFormat): Uint8Array {
  const mono = SILENT_PACKETS[sampleRateHz] ?? WIDEBAND_SILENCE;
  return Buffer.from(channels === 1 ? mono : STEREO_SILENCE, 'hex');
}
