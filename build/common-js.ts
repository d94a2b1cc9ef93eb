// The CommonJS build: a module that requires the ES module, as Node 20.19 and later let it, and the
// declarations as CommonJS ones, for TypeScript takes a file's format from the nearest package.json.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dist = join(import.meta.dirname, '../dist');
writeFileSync(join(dist, 'index.cjs'), "module.exports = require('./index.js');\n");
cpSync(join(dist, 'types'), join(dist, 'types-cjs'), { recursive: true });
writeFileSync(join(dist, 'types-cjs/package.json'), '{ "type": "commonjs" }\n');
