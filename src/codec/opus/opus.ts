import { type Pcm, sampleFrames } from '../../audio/pcm.ts';
import type { Allocate, Block, Codec, FileTags, Margins, Spliced } from '../codec.ts';
import { encodePackets, loadEncoders } from '../libav/encoder.ts';
import { beginsQuietly, endsQuietly } from '../quiet-edges.ts';
import { silentPieces } from '../silence.ts';
import {
  encoderDelayFrames,
  OPUS_HZ,
  type OpusFormat,
  PACKET_48K_FRAMES,
  packetFrames,
  resolveOpus,
} from './format.ts';
import { type OggPage, writeOgg } from './ogg.ts';
import { pack, packetsOf, toRun } from './packets.ts';

/**
 * Packets of silence before a clip, which let the decoder forget what came before it, and after it: a clip decodes to the
 * samples that it has alone. Where it begins or ends in quiet one less is enough (measured in 70 settings).
 */
const MARGINS: Margins = { before: 3, after: 1 };
/** Seconds of quiet that count. */
const QUIET_SECONDS = 0.005;
/** Packets of silence that the encoder sees besides, so that it starts and ends in peace. */
const PEACE_PACKETS = 3;
/** Packets of one page, about a second: a whole number of groups. */
const PAGE_PACKETS = 48;
/** Voice, packets of 20 ms, variable bit rate, nothing left out where it is silent. */
const ENCODER_OPTIONS = { application: 'voip', frame_duration: '20', vbr: 'on' };

/** A kind of Ogg Opus file. */
interface Variant {
  readonly name: OpusFormat['name'];
  /** Packets of 20 ms that are packed as one. */
  readonly groupPackets: number;
  /** Name of the encoder in the file's comments. */
  readonly vendor: string;
  readonly hasTitle: boolean;
}

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
function opusCodec({ name, groupPackets, vendor, hasTitle }: Variant): Codec<OpusFormat> {
  const write = (body: Spliced, format: OpusFormat, tags: FileTags, allocate?: Allocate) => {
    const scale = OPUS_HZ / format.sampleRateHz;
    const preSkip = body.leadUnits * PACKET_48K_FRAMES;
    const end = preSkip + body.frames * scale;
    // The end lies in the last packet.
    const count = Math.ceil(end / PACKET_48K_FRAMES / groupPackets) * groupPackets;
    const packets = packetsOf(body.pieces, count);
    const [silent] = packetsOf([toRun([silentPacket(format)])], 1);
    while (packets.length < count) packets.push(silent!);
    const pages: OggPage[] = [
      { packets: [opusHead(format, preSkip)], granule: 0 },
      { packets: [opusTags(vendor, hasTitle ? tags.title : null)], granule: 0 },
    ];
    for (let at = 0; at < count; at += PAGE_PACKETS) {
      const own = packets.slice(at, at + PAGE_PACKETS);
      const granule = Math.min(end, (at + own.length) * PACKET_48K_FRAMES);
      pages.push({ packets: inGroups(own, groupPackets), granule });
    }
    return writeOgg(pages, allocate ?? ((bytes) => new Uint8Array(bytes)));
  };
  return {
    name,
    extensions: ['ogg', 'opus', 'oga'],
    mediaTypes: ['audio/ogg', 'audio/opus'],
    hasTitle,
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
    silence,
    wrap: (body, format, tags, allocate) => [write(body, format, tags, allocate)],
    async encodeWhole(pcm, format, tags) {
      const { bytes, units, before, frames } = await encodeBlock(pcm, format);
      const lead = silence(MARGINS.before - before, format);
      const body = { pieces: [...lead, bytes], units, leadUnits: MARGINS.before, frames };
      return write(body, format, tags);
    },
    byteLength(frames, { sampleRateHz, bitRateKbps }) {
      const seconds = frames / sampleRateHz + MARGINS.before * 0.02;
      // A page's header and lacing take some 75 bytes a second.
      return Math.round(seconds * (bitRateKbps * 125 + 75) + 160);
    },
  };
}

/** Ogg Opus for players and messengers. */
export const ogg = opusCodec({
  name: 'ogg',
  groupPackets: 1,
  vendor: 'stitch, libopus',
  hasTitle: true,
});

/**
 * Ogg Opus as WhatsApp's own voice notes have it: packets of 60 ms and its vendor name, without which its phones are
 * told not to play a file (Baileys, issue 2648).
 */
export const oggVoiceNote = opusCodec({
  name: 'ogg-voice-note',
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
  const channels = pcm.channels.map((channel) => {
    const placed = new Float32Array(total);
    placed.set(channel, start);
    return placed;
  });
  const packets = await encodePackets(
    { channels, sampleRateHz: format.sampleRateHz },
    { encoder: 'libopus', bitRateKbps: format.bitRateKbps, options: ENCODER_OPTIONS },
  );
  const margins = marginsOf(pcm, format);
  const kept = packets.slice(first - margins.before, first + sounding + margins.after);
  return { bytes: toRun(kept), units: kept.length, frames, ...margins };
}

/** Packets of silence, as views of memory that threads share. */
function silence(units: number, format: OpusFormat): readonly Uint8Array[] {
  return silentPieces(units, format, () => toRun([silentPacket(format)]));
}

function silentPacket({ sampleRateHz, channels }: OpusFormat): Uint8Array {
  const mono = SILENT_PACKETS[sampleRateHz] ?? WIDEBAND_SILENCE;
  return Buffer.from(channels === 1 ? mono : STEREO_SILENCE, 'hex');
}

/** Packs packets in groups, where their modes allow. */
function inGroups(packets: readonly Uint8Array[], size: number): readonly Uint8Array[] {
  if (size === 1) return packets;
  const groups: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += size) {
    const group = packets.slice(at, at + size);
    const packed = pack(group);
    if (packed === null) groups.push(...group);
    else groups.push(packed);
  }
  return groups;
}

/** The identification header (RFC 7845, 5.1). */
function opusHead({ sampleRateHz, channels }: OpusFormat, preSkip: number): Uint8Array {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 'latin1');
  head[8] = 1; // version
  head[9] = channels;
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(sampleRateHz, 12);
  return head;
}

/** The comment header (RFC 7845, 5.2). */
function opusTags(vendor: string, title: string | null): Uint8Array {
  const sized = (text: string) => {
    const bytes = Buffer.from(text);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    return [size, bytes];
  };
  const comments = title === null ? [] : [`TITLE=${title}`];
  const count = Buffer.alloc(4);
  count.writeUInt32LE(comments.length);
  return Buffer.concat([
    Buffer.from('OpusTags'),
    ...sized(vendor),
    count,
    ...comments.flatMap(sized),
  ]);
}
