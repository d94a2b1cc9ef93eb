#!/usr/bin/env node
import module from 'node:module';

module.enableCompileCache?.();
// The S3 client's advice to upgrade Node is for us to read, and not for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
(await import('../dist/cli.js')).main(process);
