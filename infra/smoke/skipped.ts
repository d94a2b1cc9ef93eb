/** Why something was not tried. */
export class Skipped extends Error {}
