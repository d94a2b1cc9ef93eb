import { StitchError } from '../../errors.ts';

/**
 * A run of Opus packets, each after its length in two bytes (big-endian): the bytes of blocks and of silence. Ogg keeps
 * lengths and packets apart, so they are taken apart when a page is written.
 */
export type PacketRun = Uint8Array;

/** Packets as one run. */
export function toRun(packets: readonly Uint8Array[]): PacketRun {
  const run = new Uint8Array(packets.reduce((sum, { length }) => sum + 2 + length, 0));
  let at = 0;
  for (const packet of packets) {
    run[at] = packet.length >> 8;
    run[at + 1] = packet.length & 0xff;
    run.set(packet, at + 2);
    at += 2 + packet.length;
  }
  return run;
}

/** The packets of a run, as views. */
export function packetsOf(run: PacketRun): readonly Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let at = 0; at < run.length; ) {
    const end = at + 2 + ((run[at]! << 8) | run[at + 1]!);
    packets.push(run.subarray(at + 2, end));
    at = end;
  }
  return packets;
}

/** Offsets of a run's packets, each that of its length, and of the run's end. */
export function runOffsets(run: PacketRun): readonly number[] {
  const offsets = [0];
  for (const { length } of packetsOf(run)) offsets.push(offsets.at(-1)! + 2 + length);
  return offsets;
}

/** Bits of a packet's first byte that tell mode, bandwidth, length and channels of its frames (RFC 6716, 3.1). */
const CONFIG = 0xfc;
/** The code of a packet with any number of frames, in its first byte; and the bit for frames of different lengths. */
const CODE_3 = 3;
const VARIABLE = 0x80;
/** Longest frame of Opus, and the longest whose length takes one byte (RFC 6716, 3.2.1). */
const MAX_FRAME_BYTES = 1275;
const MAX_SHORT_BYTES = 251;

/**
 * Packs packets of one frame each in groups, each group as one packet with the same sound (RFC 6716, 3.2.5: code 3, variable bit rate).
 * Packets that differ in mode, bandwidth or channels stay as they are. @throws StitchError internal/fault.
 */
export function inGroups(packets: readonly Uint8Array[], size: number): readonly Uint8Array[] {
  if (size === 1) return packets;
  const groups: Uint8Array[] = [];
  for (let at = 0; at < packets.length; at += size) {
    const group = packets.slice(at, at + size);
    const config = group[0]![0]! & CONFIG;
    if (group.every(([first]) => first === config)) groups.push(pack(group, config));
    else groups.push(...group);
  }
  return groups;
}

function pack(packets: readonly Uint8Array[], config: number): Uint8Array {
  const frames = packets.map((packet) => packet.subarray(1));
  if (frames.some(({ length }) => length > MAX_FRAME_BYTES)) {
    throw new StitchError('internal/fault', 'the Opus encoder made a frame that is too long');
  }
  const header = [config | CODE_3, VARIABLE | packets.length];
  for (const { length } of frames.slice(0, -1)) {
    if (length <= MAX_SHORT_BYTES) header.push(length);
    else {
      const low = MAX_SHORT_BYTES + 1 + (length & 3);
      header.push(low, (length - low) >> 2);
    }
  }
  const whole = new Uint8Array(frames.reduce((sum, { length }) => sum + length, header.length));
  whole.set(header);
  let at = header.length;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}
