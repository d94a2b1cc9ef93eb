import { type Pcm, sampleFrames } from '../audio/pcm.ts';
import { encodeMp3 } from './encoder.ts';
import { CODEC_DELAY_FRAMES, type Mp3Format } from './format.ts';
import { mp3File } from './splice.ts';

/** Makes an MP3 file of sound by encoding the whole of it at once. @throws StitchError as `encodeMp3`. */
export async function encodeWholeMp3(
  pcm: Pcm,
  format: Mp3Format,
  title: string,
): Promise<Uint8Array> {
  const { bytes, frames } = await encodeMp3(pcm, format);
  return mp3File([bytes], format, title, frames.length, CODEC_DELAY_FRAMES, sampleFrames(pcm));
}
