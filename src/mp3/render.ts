// What needs the encoder, in one module that is loaded when an MP3 is made and not before.
export { encodeBlock } from './block.ts';
export { encodeWholeMp3, spliceMp3 } from './splice.ts';
