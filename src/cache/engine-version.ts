declare const STITCH_ENGINE: string | undefined;

/**
 * Another one whenever code or a dependency that makes words or sound is another: what is cached by one
 * engine is never another's. Put in by the build (tsup.config.ts), which hashes those sources.
 */
export const ENGINE = typeof STITCH_ENGINE === 'string' ? STITCH_ENGINE : 'unbuilt';
