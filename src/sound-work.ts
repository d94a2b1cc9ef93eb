// All that makes sound, in one module that is loaded when the cache does not have what is wanted.
export { decodeClip } from './audio/decode.ts';
export { layDown } from './audio/lay-down.ts';
export { prepare } from './audio/prepare.ts';
export { encodeWav } from './audio/wav.ts';
export { encodeBlock } from './mp3/block.ts';
export { encodeWholeMp3 } from './mp3/whole.ts';
