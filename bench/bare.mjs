// A bare Hono app that answers with the bytes of a file, whatever is asked: node bare.mjs <file> <media type>.
import { readFileSync } from 'node:fs';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

const [file, type] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(file));
const app = new Hono();
app.all('*', (c) => c.body(bytes, 200, { 'Content-Type': type }));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port} serves`);
});
