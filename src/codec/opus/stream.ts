import { memoizeByObject } from '../../util/memoize.ts';
import type { Allocate, FileTags, Spliced } from '../codec.ts';
import { OPUS_HZ, type OpusFormat, PACKET_48K_FRAMES } from './format.ts';
import { type OggPage, type PageBody, pageBody, writeOgg } from './ogg.ts';
import { inGroups, type PacketRun, packetsOf } from './packets.ts';

/** A kind of Ogg Opus file. */
export interface OpusStream {
  /** Packets of 20 ms that are packed as one. */
  readonly groupPackets: number;
  /** Name of the encoder in the file's comments. */
  readonly vendor: string;
  readonly hasTitle: boolean;
}

/** Packets of one page at most, about a second: a whole number of groups. */
const PAGE_PACKETS = 48;
/** A title longer than this is cut: players show a line. In UTF-16 code units. */
const MAX_TITLE_UNITS = 250;

/**
 * Writes spliced packets as a file (RFC 7845). The units before the timeline are skipped, and the timeline's end lies in
 * the last packet. Runs keep what is made of them, so that a block which stands in many messages is packed once: what is
 * left to do for each is a header a page, and the few groups that lie across two runs.
 * @param silence a run of one silent packet, which fills the last group up.
 */
export function writeStream(
  body: Spliced,
  format: OpusFormat,
  { title }: FileTags,
  kind: OpusStream,
  silence: PacketRun,
  allocate: Allocate,
): readonly Uint8Array[] {
  const { groupPackets: group } = kind;
  const preSkip = body.leadUnits * PACKET_48K_FRAMES;
  const end = preSkip + body.frames * (OPUS_HZ / format.sampleRateHz);
  const count = Math.ceil(end / PACKET_48K_FRAMES / group) * group;
  const pages: OggPage[] = [
    { packets: [opusHead(format, preSkip)], bodies: [], granule: 0 },
    { packets: [opusTags(kind.vendor, kind.hasTitle ? title : null)], bodies: [], granule: 0 },
  ];
  /** Of the next page: packets that lie across two runs, and bodies of whole groups. */
  let across: Uint8Array[] = [];
  let bodies: PageBody[] = [];
  /** Packets on pages, on the next page, and of a group that is not complete. */
  let done = 0;
  let onPage = 0;
  let pending: Uint8Array[] = [];
  const addPage = () => {
    done += onPage;
    pages.push({ packets: across, bodies, granule: Math.min(end, done * PACKET_48K_FRAMES) });
    [across, bodies, onPage] = [[], [], 0];
  };
  const makeRoom = (taken: number) => {
    if (onPage + taken > PAGE_PACKETS) addPage();
    onPage += taken;
  };
  const complete = (packet: Uint8Array) => {
    if (pending.push(packet) < group) return;
    if (bodies.length > 0) addPage();
    makeRoom(group);
    across.push(...inGroups(pending, group));
    pending = [];
  };
  for (const run of body.pieces) {
    const packed = packedOf(run);
    const { packets } = packed;
    const last = Math.min(packets.length, count - done - onPage - pending.length);
    let next = 0;
    while (pending.length > 0 && next < last) complete(packets[next++]!);
    while (last - next >= group) {
      const taken = Math.min(PAGE_PACKETS, last - next - ((last - next) % group));
      makeRoom(taken);
      bodies.push(packed.body(next, taken, group));
      next += taken;
    }
    while (next < last) complete(packets[next++]!);
  }
  const [silent] = packetsOf(silence);
  while (done + onPage < count) complete(silent!);
  addPage();
  return writeOgg(pages, allocate);
}

/** A run taken apart. */
class PackedRun {
  readonly packets: readonly Uint8Array[];
  private readonly bodies = new Map<string, PageBody>();

  constructor(run: PacketRun) {
    this.packets = packetsOf(run);
  }

  /** The body of packets [first, first + count), in groups. */
  body(first: number, count: number, group: number): PageBody {
    const name = `${first} ${count} ${group}`;
    let body = this.bodies.get(name);
    if (body === undefined) {
      body = pageBody(inGroups(this.packets.slice(first, first + count), group));
      this.bodies.set(name, body);
    }
    return body;
  }
}

const packedOf = memoizeByObject((run: PacketRun) => new PackedRun(run));

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
  const comments = title === null ? [] : [`TITLE=${shortened(title)}`];
  const count = Buffer.alloc(4);
  count.writeUInt32LE(comments.length);
  return Buffer.concat([
    Buffer.from('OpusTags'),
    ...sized(vendor),
    count,
    ...comments.flatMap(sized),
  ]);
}

function shortened(title: string): string {
  return title.length <= MAX_TITLE_UNITS
    ? title
    : `${title.slice(0, MAX_TITLE_UNITS - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
