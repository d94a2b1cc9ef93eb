import { MPEGDecoder } from 'mpg123-decoder';
import { expect } from 'vitest';
import { type Pcm, sampleFrames } from '../../../src/audio/pcm.ts';
import { layOut, type Timeline } from '../../../src/audio/timeline.ts';
import type { Block } from '../../../src/codec/codec.ts';
import { encodeBlock } from '../../../src/codec/mp3/block.ts';
import {
  defaultBitRate,
  framesPerMp3Frame,
  type Mp3Format,
} from '../../../src/codec/mp3/format.ts';
import { mp3 as mp3Codec } from '../../../src/codec/mp3/mp3.ts';
import { MPEG_SAMPLE_RATES, skipId3v2, walkFrames } from '../../../src/codec/mp3/mpeg.ts';
import { splice as spliceBlocks } from '../../../src/codec/splice.ts';
import { concat } from '../../../src/util/bytes.ts';
import { tone } from '../../fixtures.ts';

export const everyFormat: Mp3Format[] = MPEG_SAMPLE_RATES.flatMap((sampleRateHz) =>
  ([1, 2] as const).map((channels) => ({
    sampleRateHz,
    channels,
    bitRateKbps: defaultBitRate(sampleRateHz, channels),
    name: 'mp3' as const,
  })),
);
export const label = (f: Mp3Format) =>
  `${f.sampleRateHz} Hz, ${f.channels} ch, ${f.bitRateKbps} kbit/s`;
export const labelled = everyFormat.map((format) => [label(format), format] as const);

let loading: Promise<MPEGDecoder> | undefined;

/** A player that takes the encoder's delay and padding off. */
function gaplessPlayer(): Promise<MPEGDecoder> {
  loading ??= (async () => {
    const player = new MPEGDecoder();
    await player.ready;
    return player;
  })();
  return loading;
}

/** Samples that a gapless player returns. */
export async function play(mp3: Uint8Array): Promise<readonly Float32Array[]> {
  const player = await gaplessPlayer();
  await player.reset();
  const { channelData, errors } = player.decode(mp3);
  expect(errors).toEqual([]);
  return channelData;
}

export function sound(seconds: number, format: Mp3Format, hz = 440): Pcm {
  const left = tone(seconds, format.sampleRateHz, hz).channels[0]!;
  const channels = format.channels === 1 ? [left] : [left, left.map((x) => -0.5 * x)];
  return { channels, sampleRateHz: format.sampleRateHz };
}

function wrapped(timeline: Timeline<Block>, format: Mp3Format): Uint8Array {
  return concat(
    mp3Codec.wrap(spliceBlocks(timeline, mp3Codec, format), format, { title: 'a title' }),
  );
}

export async function splice(
  clips: readonly Pcm[],
  format: Mp3Format,
): Promise<{ timeline: Timeline<Pcm>; mp3: Uint8Array }> {
  const grid = {
    sampleRateHz: format.sampleRateHz,
    unitFrames: framesPerMp3Frame(format.sampleRateHz),
    gapSeconds: 0.1,
  };
  const timeline = layOut(
    clips.map((clip) => ({
      kind: 'clip' as const,
      clip,
      frames: sampleFrames(clip),
      ...mp3Codec.margins(clip, format),
    })),
    grid,
  );
  const blocks = new Map<Pcm, Block>();
  for (const clip of clips) blocks.set(clip, await encodeBlock(clip, format));
  const placed = timeline.placed.map((place) => ({ ...place, clip: blocks.get(place.clip)! }));
  return { timeline, mp3: wrapped({ ...timeline, placed }, format) };
}

/** The audio MP3 frames of a file, the Info frame left out. */
export function audioFrames(mp3: Uint8Array) {
  const { frames, end } = walkFrames(mp3, skipId3v2(mp3));
  expect(end).toBe(mp3.length);
  return frames.slice(1);
}
