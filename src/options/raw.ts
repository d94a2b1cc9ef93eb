/** Options as they come from outside: text or values, undefined for "not given". */
export type RawOptions = Readonly<Record<string, unknown>>;

/** Gives the name under which the user knows an option: "--gap", "STITCH_GAP", "gapSeconds". */
export type NameOf = (option: string) => string;
