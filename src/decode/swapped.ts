/** The same samples of so many bytes each, with the last byte first. A part of a sample is left out. */
export function swapped(data: Uint8Array, width: number): Uint8Array {
  const out = new Uint8Array(data.length - (data.length % width));
  for (let i = 0; i < out.length; i++) {
    const within = i % width;
    out[i] = data[i - within + width - 1 - within]!;
  }
  return out;
}
