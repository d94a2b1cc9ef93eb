/** Says numbers in one language. */
export interface NumberWords {
  /**
   * The words of a number in canonical form (`-?digits[.digits]`), or null where the language's rules
   * do not reach. An integer with a leading zero is no quantity and is said digit by digit.
   */
  cardinal(canonical: string): readonly string[] | null;
}
