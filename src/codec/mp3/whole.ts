import { type Pcm, sampleFrames } from '../../audio/pcm.ts';
import { concat } from '../../util/bytes.ts';
import { onGround } from '../ground.ts';
import { encodeMp3 } from './encoder.ts';
import { CODEC_DELAY_FRAMES, framesPerMp3Frame, type Mp3Format } from './format.ts';
import { withTags } from './tags.ts';

/** Makes an MP3 file of sound by encoding the whole of it at once. @throws StitchError as `encodeMp3`. */
export async function encodeWholeMp3(
  pcm: Pcm,
  format: Mp3Format,
  title: string,
): Promise<Uint8Array> {
  const place = { start: 0, total: sampleFrames(pcm) };
  const sound = onGround(pcm, place, format, framesPerMp3Frame(format.sampleRateHz));
  const { bytes, frames: mp3Frames } = await encodeMp3(sound, format);
  const stream = {
    pieces: [bytes],
    mp3Frames: mp3Frames.length,
    skippedFrames: CODEC_DELAY_FRAMES,
    frames: sampleFrames(pcm),
  };
  return concat(withTags(stream, format, title));
}
