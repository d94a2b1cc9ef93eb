#!/usr/bin/env node
// The S3 client's advice to upgrade Node is for us to read, and not for our users.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('./compile-cache.js').keepCompiledCode(`${__dirname}/../dist/cli`);
require('../dist/cli/main.cjs').main(process);
