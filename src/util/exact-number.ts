/** Decimal digits that a double holds exactly. */
const MAX_DIGITS = 15;

/**
 * False for a number that parsing may have changed: past 15 digits a double is rounded, and an account
 * number would be spoken wrong.
 */
export function roundTripsExactly(value: number): boolean {
  const text = String(value);
  return /^-?[\d.]+$/.test(text) && text.replace(/\D/g, '').length <= MAX_DIGITS;
}

/** Whether a number of JSON has no more digits than a double holds exactly. */
export function hasExactDigits(token: string): boolean {
  const [mantissa = ''] = token.split(/[eE]/);
  return mantissa.replace(/\D/g, '').replace(/^0+/, '').length <= MAX_DIGITS;
}
