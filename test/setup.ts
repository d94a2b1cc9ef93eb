import fc from 'fast-check';

// In CI a failure must come from the change, so the properties try the same cases each time; elsewhere
// every run tries new ones.
if (process.env.CI) fc.configureGlobal({ seed: 20261122 });

// As bin/stitch.js does; and nothing of the machine's own AWS accounts reaches a test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.AWS_EC2_METADATA_DISABLED = 'true';
for (const name of Object.keys(process.env)) {
  if (/^AWS_(ACCESS|SECRET|SESSION|PROFILE|REGION|DEFAULT|ENDPOINT)/.test(name))
    delete process.env[name];
}
