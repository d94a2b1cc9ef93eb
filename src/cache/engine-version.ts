declare const STITCH_ENGINE_VERSION: string | undefined;

/**
 * Changes whenever code or a dependency that affects words or sound changes: entries that one engine cached
 * are never used by another. The build hashes those sources (tsup.config.ts).
 */
export const ENGINE_VERSION =
  typeof STITCH_ENGINE_VERSION === 'string' ? STITCH_ENGINE_VERSION : 'unbuilt';
