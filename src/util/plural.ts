/** Formats a count and its noun: "1 clip", "2 clips". @param many plural, where it is not the noun with "s". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
