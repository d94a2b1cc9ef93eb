// Plainly writes files: the floor of what a campaign can cost. Arguments: a folder, and a file that lists
// names and sizes as JSON.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const [folder, list] = process.argv.slice(2);
const files = JSON.parse(readFileSync(list, 'utf8'));
const bytes = new Uint8Array(Math.max(...files.map(([, size]) => size))).fill(7);
mkdirSync(folder);
for (const [name, size] of files) writeFileSync(`${folder}/${name}`, bytes.subarray(0, size));
