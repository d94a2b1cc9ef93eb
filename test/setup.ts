import fc from 'fast-check';

// In CI a failure must come from the change, so the properties try the same cases each time; elsewhere
// every run tries new ones.
if (process.env.CI) fc.configureGlobal({ seed: 20261122 });
