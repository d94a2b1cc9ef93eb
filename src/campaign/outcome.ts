import type { PreparedRender } from '../render/renderer.ts';
import type { ManifestEntry } from './manifest/manifest.ts';

/** Decision about one row, before its file is made. */
export interface Outcome {
  /** Entry without its bytes, which are known once the file is made. */
  readonly entry: ManifestEntry;
  bytes: number | null;
  /** Key of its render; null where it has none. */
  readonly hash: string | null;
  /** True where no earlier row has its file. */
  readonly isNew: boolean;
  /** Render of the file to make; null where there is none to make. */
  render: PreparedRender | null;
  /** Entry of a previous run, where that is the same. */
  readonly previous: ManifestEntry | null;
}

/** True where a previous run wrote the same file for the same row. */
export function isSameEntry(
  previous: ManifestEntry | null,
  { row, id, hash, file }: ManifestEntry,
): boolean {
  return (
    previous !== null &&
    previous.error === null &&
    previous.row === row &&
    previous.id === id &&
    previous.hash === hash &&
    previous.file === file
  );
}
