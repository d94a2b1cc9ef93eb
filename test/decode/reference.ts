import { fixture, fixtureNames } from '../fixtures.ts';

/** Fixtures of all formats that are decoded. */
export const FORMATS = fixtureNames('formats').filter((name) => !name.endsWith('.f32'));

/** Samples that ffmpeg decodes a fixture to, interleaved; sox for IMA ADPCM and RIFX. */
export function reference(name: string): Float32Array {
  const bytes = fixture(`formats/${name}.f32`);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Samples of all channels in turn. */
export function interleave(channels: readonly Float32Array[]): Float32Array {
  return Float32Array.from(
    { length: channels[0]!.length * channels.length },
    (_, i) => channels[i % channels.length]![Math.floor(i / channels.length)]!,
  );
}
