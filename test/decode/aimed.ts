import { fixture } from '../fixtures.ts';
import { FORMATS } from './reference.ts';

/** A count, size or offset in a file: where it is from the first byte of a mark, in bytes of what order. */
interface Field {
  readonly mark: string | null;
  readonly offset: number;
  readonly bytes: 1 | 2 | 4;
  readonly little?: true;
}

const big = (bytes: 1 | 2 | 4, mark: string | null, ...offsets: readonly number[]): Field[] =>
  offsets.map((offset) => ({ mark, offset, bytes }));
const little = (bytes: 1 | 2 | 4, mark: string | null, ...offsets: readonly number[]): Field[] =>
  big(bytes, mark, ...offsets).map((field) => ({ ...field, little: true as const }));

/** The fields of each format that decide on time and memory, and first bytes of formats without a header. */
const FIELDS: Readonly<Record<string, readonly Field[]>> = {
  WAV: [
    ...little(4, null, 4),
    ...little(4, 'fmt ', 4, 12, 16),
    ...little(2, 'fmt ', 8, 10, 20, 22),
    ...little(4, 'data', 4),
    ...little(4, 'fact', 4, 8),
    ...little(4, 'LIST', 4),
  ],
  AIFF: [
    ...big(4, null, 4),
    ...big(4, 'COMM', 4, 10),
    ...big(2, 'COMM', 8, 14, 16),
    ...big(4, 'SSND', 4, 8, 12),
  ],
  CAF: [...big(4, 'desc', 4, 8, 12, 24, 28, 32, 36, 40), ...big(4, 'data', 4, 8)],
  FLAC: [...big(4, null, 4, 8, 12, 18, 22), ...big(2, null, 8, 10), ...big(1, null, 4)],
  Ogg: [
    ...little(4, 'OggS', 6, 10, 14, 18),
    ...big(1, 'OggS', 4, 5, 26, 27),
    ...little(2, 'OpusHead', 10),
    ...little(4, 'OpusHead', 12),
    ...big(1, 'OpusHead', 9, 18),
    ...little(4, 'OpusTags', 8),
    ...little(4, '\u0001vorbis', 12, 16),
    ...big(1, '\u0001vorbis', 11, 28),
  ],
  WebM: [
    ...big(1, null, 4),
    ...big(4, null, 4, 8),
    ...big(4, '\u0018\u0053\u0080\u0067', 4, 8),
    ...big(1, '\u0018\u0053\u0080\u0067', 4),
    ...big(1, '\u001f\u0043\u00b6\u0075', 4, 5),
    ...big(4, '\u001f\u0043\u00b6\u0075', 4),
    ...big(1, '\u0016\u0054\u00ae\u006b', 4, 5, 6),
    ...big(4, 'A_OPUS', 6, 10),
    ...big(1, 'OpusHead', 9, 18),
  ],
  MP4: [
    ...big(4, 'ftyp', -4),
    ...big(4, 'moov', -4),
    ...big(4, 'mdat', -4),
    ...big(4, 'mvhd', -4, 16, 20),
    ...big(4, 'mdhd', 16, 20),
    ...big(4, 'stsd', -4, 8, 12),
    ...big(4, 'stts', 8, 12, 16),
    ...big(4, 'stsc', 8, 12, 16, 20),
    ...big(4, 'stsz', 8, 12, 16),
    ...big(4, 'stco', 8, 12),
    ...big(4, 'elst', 8, 12, 16),
    ...big(4, 'esds', -4),
    ...big(4, 'trun', 8, 12, 16),
    ...big(2, 'mp4a', 20, 22),
  ],
  AMR: [...big(1, null, 5, 6, 9, 10), ...big(4, null, 6, 20)],
  AAC: [...big(1, null, 1, 2, 3, 4, 5, 6), ...big(2, null, 3, 4), ...big(4, null, 2)],
  GSM: big(1, null, 0, 1, 33),
  'G.722': big(1, null, 0, 1),
  MP3: [
    ...big(1, null, 3, 5, 6),
    ...big(4, null, 6),
    ...big(4, 'Xing', 4, 8, 12),
    ...big(4, 'Info', 4, 8, 12),
    ...big(2, 'LAME', 21),
  ],
};
/** About 4 · 10⁹, and what is next to the ends of the ranges. */
const VALUES = [0, 1, 4_000_000_000, 0xffffffff, 0x7fffffff, 0x80000000];
/** Shares of a file that are left. */
const CUTS = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97];
const MOST = 120;

/** A file made to hurt, by what was done to it; made when it is wanted, as some are long. */
export type Aimed = readonly [what: string, make: () => Uint8Array];

/** Files aimed at a decoder: its counts and sizes at their extremes, cuts, loops, depth and length. */
export function aimedAt(decoder: string, seeds: readonly string[]): readonly Aimed[] {
  const aimed = seeds.flatMap((name) => extremes(decoder, name));
  const thinned = aimed.filter((_, i) => i % Math.ceil(aimed.length / MOST) === 0);
  const first = seeds[0]!;
  return [...thinned, ...seeds.slice(0, 3).flatMap(cuts), ...repeats(first), ...deep(decoder)];
}

function extremes(decoder: string, name: string): readonly Aimed[] {
  const seed = Buffer.from(fixture(`formats/${name}`));
  return (FIELDS[decoder] ?? []).flatMap(({ mark, offset, bytes, little }) => {
    const found = mark === null ? 0 : seed.indexOf(mark, 0, 'latin1');
    const at = found + offset;
    if (found === -1 || at < 0 || at + bytes > seed.length) return [];
    return VALUES.map((value): Aimed => {
      const low = value % 2 ** (8 * bytes);
      const make = () => {
        const changed = Buffer.from(seed);
        if (little) changed.writeUIntLE(low, at, bytes);
        else changed.writeUIntBE(low, at, bytes);
        return changed;
      };
      return [`${name}: ${mark ?? 'byte'} + ${offset} is ${low}`, make];
    });
  });
}

function cuts(name: string): readonly Aimed[] {
  const seed = fixture(`formats/${name}`);
  return CUTS.map((share) => [
    `${name}: ${share} of it`,
    () => seed.subarray(0, share * seed.length),
  ]);
}

const LONG_BYTES = 20e6;
/** Less, as all of it may be sound, and a quarter of an hour of that takes longer to resample than a file may. */
const REPEATED_BYTES = 500e3;
const FILLINGS = [0, 0x7f, 0xd0, 0xd5, 0xff];

/** A file over and over, behind itself and inside itself, and long ones of one byte behind its beginning. */
function repeats(name: string): readonly Aimed[] {
  const seed = fixture(`formats/${name}`);
  const long = () => Buffer.concat(Array(Math.ceil(REPEATED_BYTES / seed.length)).fill(seed));
  const starts = [1, 4, 12, 36, 64, 100].map((at): Aimed => {
    const inside = () => Buffer.concat([seed.subarray(0, at), seed, seed.subarray(at)]);
    return [`${name}: itself at ${at}`, inside];
  });
  const filled = FILLINGS.flatMap((byte): Aimed[] =>
    [0, 1, 64, seed.length].map((kept) => [
      `${name}: ${kept} bytes of it, then ${byte}s`,
      () => Buffer.concat([seed.subarray(0, kept), Buffer.alloc(LONG_BYTES, byte)]),
    ]),
  );
  return [[`${name}: over and over`, long], ...starts, ...filled];
}

const DEPTH = 20_000;

/** Boxes in boxes. */
function deep(decoder: string): readonly Aimed[] {
  if (decoder === 'MP4') {
    const nested = (type: string) => {
      const boxes = Buffer.alloc(8 * DEPTH);
      for (let i = 0; i < DEPTH; i++) {
        boxes.writeUInt32BE(8 * (DEPTH - i), 8 * i);
        boxes.write(type, 8 * i + 4, 'latin1');
      }
      return boxes;
    };
    const ftyp = Buffer.from('\0\0\0\x10ftypM4A \0\0\0\0', 'latin1');
    return ['moov', 'trak', 'udta', 'meta'].map((type) => [
      `${DEPTH} ${type} in one another`,
      () => Buffer.concat([ftyp, nested(type)]),
    ]);
  }
  if (decoder === 'WebM') {
    const ebml = Buffer.from(fixture('formats/opus-16-live.webm')).subarray(0, 40);
    const ids = ['18538067', '1f43b675', '1654ae6b', '1254c367'];
    return ids.map((id) => [
      `${DEPTH} ${id} of unknown size in one another`,
      () => Buffer.concat([ebml, Buffer.from(`${id}01ffffffffffffff`.repeat(DEPTH), 'hex')]),
    ]);
  }
  if (decoder === 'WAV') {
    const list = Buffer.from('LIST\xf0\xff\xff\x00', 'latin1');
    const wav = Buffer.from(fixture('formats/pcm-16.wav'));
    return [
      [
        `${DEPTH} LIST in one another`,
        () => Buffer.concat([wav.subarray(0, 12), ...Array(DEPTH).fill(list)]),
      ],
    ];
  }
  return [];
}

/** Fixtures (in fixtures/formats) whose ending is one of a decoder's. */
export function seedsOf(extensions: readonly string[]): readonly string[] {
  return FORMATS.filter((name) => extensions.includes(name.split('.')[1]!));
}
