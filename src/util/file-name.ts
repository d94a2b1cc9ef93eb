import { createHash } from 'node:crypto';

/** File systems allow 255 bytes; this leaves room for suffixes. */
const MAX_BYTES = 120;
const HASH_LETTERS = 8;
/** Device names of Windows, also with any ending. */
const DEVICE = /^(con|prn|aux|nul|(com|lpt)[\d¹²³])(\.|$)/i;

/**
 * Joins words by "__" to a file name that is safe in shells and file systems, at most 120 bytes (a
 * longer one is cut and made unique by a hash of the whole).
 */
export function fileNameFor(words: readonly string[], ending: string): string {
  const parts = words.map(toSafeFileName).filter((part) => part !== '');
  const whole = parts.join('__') || 'message';
  const stem = avoidDevice(whole);
  if (Buffer.byteLength(stem) <= MAX_BYTES) return `${stem}.${ending}`;
  const hash = createHash('sha256').update(stem).digest('hex').slice(0, HASH_LETTERS);
  let cut = '';
  for (const character of stem) {
    if (Buffer.byteLength(cut + character) > MAX_BYTES - HASH_LETTERS - 2) break;
    cut += character;
  }
  return `${cut.replace(/_+$/, '')}__${hash}.${ending}`;
}

/** Makes a text part of a file name: letters, digits, `'`, `.` and `-` stay, all else becomes `_`. */
export function toSafeFileName(word: string): string {
  return word.replace(/[^\p{L}\p{M}\p{N}'.-]/gu, '_').replace(/^[.-]+/, '');
}

/** Prefixes a file or folder name by `_` where Windows would open a device: con, NUL.mp3. */
export function avoidDevice(name: string): string {
  return DEVICE.test(name) ? `_${name}` : name;
}
