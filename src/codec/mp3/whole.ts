import { type Pcm, sampleFrames } from '../../audio/pcm.ts';
import { encodeMp3 } from './encoder.ts';
import { CODEC_DELAY_FRAMES, type Mp3Format } from './format.ts';
import { joined, withTags } from '../splice.ts';

/** Makes an MP3 file of sound by encoding the whole of it at once. @throws StitchError as `encodeMp3`. */
export async function encodeWholeMp3(
  pcm: Pcm,
  format: Mp3Format,
  title: string,
): Promise<Uint8Array> {
  const { bytes, frames } = await encodeMp3(pcm, format);
  const mp3Frames = frames.length;
  const length = sampleFrames(pcm);
  return joined(withTags([bytes], format, title, mp3Frames, CODEC_DELAY_FRAMES, length));
}
