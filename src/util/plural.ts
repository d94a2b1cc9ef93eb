/** "1 clip", "2 clips": a count and its noun. @param many the plural, where it is not the noun with "s". */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}
