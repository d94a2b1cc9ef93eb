/** Number rules of one language. */
export interface NumberWords {
  /**
   * Words of a number in canonical form (`-?digits[.digits]`); null where the language's rules do not
   * reach. An integer with a leading zero is not a quantity and is said digit by digit.
   */
  cardinal(canonical: string): readonly string[] | null;
}
