import { StitchError } from '../errors.ts';
import { decodeMp3 } from './mp3.ts';
import { isWav } from './riff.ts';
import { type Decoded, decodeWav } from './wav.ts';

/** How other formats begin: [offset, bytes as text, what they are]. */
const OTHER_FORMATS: readonly (readonly [number, string, string])[] = [
  [0, 'OggS', 'an Ogg file'],
  [0, 'fLaC', 'a FLAC file'],
  [4, 'ftyp', 'an MP4 (M4A) file'],
  [0, 'FORM', 'an AIFF file'],
  [0, '.snd', 'an AU file'],
  [0, 'caff', 'a CAF file'],
  [0, '#!AMR', 'an AMR file'],
  [0, '\x1aE\xdf\xa3', 'a WebM file'],
  [0, '<', 'a web page or other text'],
];

/**
 * Decodes a clip by what it holds, whatever its name ends in: WAV or MP3.
 * @param name what errors call it.
 * @throws StitchError clip/empty, clip/not-audio, clip/corrupt, clip/unsupported.
 */
export async function decodeClip(bytes: Uint8Array, name: string): Promise<Decoded> {
  if (bytes.length === 0)
    throw new StitchError('clip/empty', `${name} is an empty file; record it again`);
  if (isWav(bytes)) return decodeWav(bytes, name);
  const mp3 = await decodeMp3(bytes, name);
  if (mp3 !== null) return mp3;
  throw new StitchError(
    'clip/not-audio',
    `${name} is ${whatItIs(bytes)}; convert it to a 16-bit PCM WAV`,
  );
}

function whatItIs(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  if (/^(RIFF|RIFX|RF64|BW64)/.test(head)) return 'the beginning of a WAV file, and no more';
  const found = OTHER_FORMATS.find(([at, mark]) => head.startsWith(mark, at));
  return found === undefined ? 'neither WAV nor MP3' : `${found[2]}, which is not read`;
}
