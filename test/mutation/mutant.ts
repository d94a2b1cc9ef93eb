/** A change that a careless hand might make, and that some test should notice. */
interface Mutant {
  /** Text of the file; occurs there exactly once. */
  readonly from: string;
  readonly to: string;
  /** What users would suffer. */
  readonly harm: string;
  /** Tests that should notice, where they are not those of the file. */
  readonly tests?: readonly string[];
  /** True where the changed code never ends: then a time-out counts as noticed. */
  readonly loops?: true;
}

/** Mutants of one source file. */
export interface MutatedFile {
  readonly file: string;
  /** Test files or folders that should notice. */
  readonly tests: readonly string[];
  readonly mutants: readonly Mutant[];
}
