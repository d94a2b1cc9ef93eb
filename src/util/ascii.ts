/** Whether a text is ASCII, which most texts are and for which much is simpler. */
export function isAscii(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins at 0.
  return /^[\x00-\x7f]*$/.test(text);
}
