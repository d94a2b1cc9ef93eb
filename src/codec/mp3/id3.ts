/** A title longer than this is cut: players show a line. In UTF-16 code units. */
const MAX_TITLE_UNITS = 250;

/**
 * An ID3v2.3 tag with a title (TIT2, UTF-16), the version that every player reads.
 * Source: id3.org/id3v2.3.0, sections 3.1, 3.3 and 4.2.
 */
export function id3Title(title: string): Uint8Array {
  const short = title.length <= MAX_TITLE_UNITS ? title : `${cut(title, MAX_TITLE_UNITS - 1)}…`;
  const words = Buffer.from(`\uFEFF${short}`, 'utf16le');
  const size = 10 + 1 + words.length;
  const bytes = new Uint8Array(10 + size);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x44, 0x33, 3, 0, 0]);
  // Seven bits a byte, so that no player takes the size for an MP3 frame.
  for (let i = 0; i < 4; i++) bytes[6 + i] = (size >> (7 * (3 - i))) & 0x7f;
  bytes.set([0x54, 0x49, 0x54, 0x32], 10); // TIT2
  view.setUint32(14, 1 + words.length);
  bytes[20] = 1; // UTF-16 with a byte order mark
  bytes.set(words, 21);
  return bytes;
}

/** The first `units` code units, less one where that would halve a character. */
function cut(text: string, units: number): string {
  const end = /[\uD800-\uDBFF]/.test(text[units - 1]!) ? units - 1 : units;
  return text.slice(0, end);
}
