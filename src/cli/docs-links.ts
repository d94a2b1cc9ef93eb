import { join } from 'node:path';
import type { Io } from './io.ts';

/** A help text whose pages ("docs/api.md") are named by their paths in the installed package. */
export function withDocsPaths(text: string, io: Io): () => string {
  return () => text.replace(/\bdocs\/([\w-]+\.md)/g, (_, page) => join(io.docsFolder(), page));
}
