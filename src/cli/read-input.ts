import { openInput } from '../repo/open-input.ts';

/** Reads a whole file, or an object of a bucket. @throws StitchError usage/option, repo/…. */
export async function readInput(
  address: string,
  settings: Parameters<typeof openInput>[1] = {},
): Promise<Buffer> {
  const { chunks } = await openInput(address, settings);
  const pieces: Uint8Array[] = [];
  for await (const piece of chunks) pieces.push(piece);
  return Buffer.concat(pieces);
}
