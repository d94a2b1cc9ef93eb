import type { MutatedFile } from '../mutant.ts';

/** Hand-chosen mutants. */
export const MUTATED_FILES: readonly MutatedFile[] = [];
