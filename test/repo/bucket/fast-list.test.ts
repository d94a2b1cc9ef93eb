// Listings that are read here and not by the SDK: the same for what S3 answers, and left to the SDK for all else.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { BucketRepo } from '../../../src/repo/bucket/bucket-repo.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

async function listedFrom(xml: string, status = 200) {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'Content-Type': 'application/xml' });
    response.end(xml);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  ends.push(() => server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const entries = [];
  for await (const entry of new BucketRepo('b', '', { endpoint, credentials }).list())
    entries.push(entry);
  return entries;
}

const answer = (contents: string, encoding = '<EncodingType>url</EncodingType>') =>
  `<?xml version="1.0"?><ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>${encoding}${contents}</ListBucketResult>`;
const object = (key: string, etag = '&quot;1f&quot;') =>
  `<Contents><Key>${key}</Key><LastModified>2026-03-12T10:00:00.000Z</LastModified><ETag>${etag}</ETag><Size>7</Size><Owner><ID>x</ID></Owner></Contents>`;

const FACTS = {
  sizeBytes: 7,
  modifiedMs: Date.parse('2026-03-12T10:00:00Z'),
  version: '1f-7',
  contentId: '1f-7',
};

it.each([
  ['as S3 answers', answer(object('good%20day%26%C3%A9.wav')), ['good day&é.wav']],
  ['with quotes as they are', answer(object('a.wav', '"1f"')), ['a.wav']],
  ['without objects', answer(''), []],
  ['without an encoding', answer(object('a&amp;b.wav'), ''), ['a&b.wav']],
  ['with other entities', answer(object('a&#x62;.wav')), ['ab.wav']],
  ['with CDATA', answer(object('<![CDATA[a.wav]]>')), ['a.wav']],
  ['with a comment', answer(`<!-- ${object('no.wav')} -->${object('a.wav')}`), ['a.wav']],
  [
    'with fields in another order',
    answer(object('a.wav').replace(/(<Key>.*?<\/Key>)(.*?<\/Size>)/, '$2$1')),
    ['a.wav'],
  ],
])('reads a listing %s', async (_, xml, keys) => {
  expect(await listedFrom(xml)).toEqual(keys.map((key) => ({ key, ...FACTS })));
});

it('leaves errors to the SDK', async () => {
  const xml = '<Error><Code>NoSuchBucket</Code><Message>none</Message></Error>';
  await expect(listedFrom(xml, 404)).rejects.toMatchObject({ code: 'repo/not-found' });
});
