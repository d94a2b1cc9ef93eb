// The permissions of docs/storage.md, to the letter: with them all that the page says goes, without them not.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import { parseKey } from '../../src/repo/repo.ts';
import { fixture } from '../fixtures.ts';
import { ownerOf } from '../repo/buckets.ts';
import { stitch } from './command-line.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

const page = readFileSync(join(import.meta.dirname, '../../docs/storage.md'), 'utf8');
const policy = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!) as { Statement: Statement[] };
const service = inject('s3Services').find(({ stranger }) => stranger !== null);

describe.skipIf(service === undefined)(
  'the permissions of docs/storage.md (needs radosgw, which checks them)',
  () => {
    const before = { ...process.env };
    const argv = [
      'hello',
      '--root',
      's3://clips/en',
      '--out',
      's3://voice/today/out.mp3',
      '--cache',
      's3://voice/work',
    ];
    const say = (...more: string[]) =>
      stitch([...argv, ...more], { env: { STITCH_S3_ENDPOINT: service!.endpoint } });

    /** Gives the stranger the page's statements, as the buckets' own policies. */
    async function allow(statements: readonly Statement[]): Promise<void> {
      for (const bucket of ['clips', 'voice']) {
        const own = statements.filter(({ Resource }) =>
          Resource.startsWith(`arn:aws:s3:::${bucket}`),
        );
        const nothing = {
          Effect: 'Deny',
          Action: 's3:GetBucketLocation',
          Resource: `arn:aws:s3:::${bucket}`,
        };
        const Statement = [...own, nothing].map((statement) => ({
          ...statement,
          Principal: { AWS: ['arn:aws:iam:::user/stranger'] },
        }));
        const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
        await ownerOf(service!).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
      }
    }

    beforeAll(async () => {
      const owner = { endpoint: service!.endpoint, credentials: service!.owner };
      for (const Bucket of ['clips', 'voice'])
        await ownerOf(service!).send(new CreateBucketCommand({ Bucket }));
      for (const name of ['hello.wav', 'clips.csv']) {
        const bytes =
          name === 'hello.wav'
            ? fixture('audios/hello.wav')
            : Buffer.from('clip,text\nhello.wav,hello\n');
        await new BucketRepo('clips', 'en', owner).write(parseKey(name), bytes);
      }
      Object.assign(process.env, {
        AWS_ACCESS_KEY_ID: service!.stranger!.accessKeyId,
        AWS_SECRET_ACCESS_KEY: service!.stranger!.secretAccessKey,
      });
    });
    afterAll(() => {
      process.env = before;
    });

    it('are enough for a message, with and without the cache', async () => {
      await allow(policy.Statement);
      const first = await say();
      expect([first.code, first.stderr]).toEqual([0, '']);
      const again = await say();
      expect([again.code, again.stderr]).toEqual([0, '']);
      expect(again.stdout).toMatch(/\(cached\)/);
      const other = await say('--gap', '0.3');
      expect([other.code, other.stderr]).toEqual([0, '']);
    });

    it.each(policy.Statement.map(({ Sid }) => [Sid]))('are not enough without %s', async (sid) => {
      await allow(policy.Statement.filter(({ Sid }) => Sid !== sid));
      // Never said before: what one put into a bucket one may read, whatever its policy.
      const { code, stderr } = await say(
        '--gap',
        `1.${policy.Statement.findIndex(({ Sid }) => Sid === sid)}`,
      );
      if (sid === 'KeepTheCache') {
        expect([code, stderr]).toEqual([
          0,
          expect.stringMatching(/^warning: the cache cannot be written/),
        ]);
      } else {
        expect([code, stderr]).toEqual([5, expect.stringMatching(/access is denied/)]);
      }
    });

    it('are enough for a campaign, and to resume it where the output may be read', async () => {
      const reading = policy.Statement.map((statement) =>
        statement.Sid === 'WriteTheAudio'
          ? { ...statement, Action: ['s3:PutObject', 's3:GetObject'] }
          : statement,
      );
      const rows = {
        stdin: 'message\nhello\nhello hello\n',
        env: { STITCH_S3_ENDPOINT: service!.endpoint },
      };
      const batch = [
        ...['batch', '-', '--root', 's3://clips/en', '--cache', 's3://voice/work', '--json'],
        ...['--out', 's3://voice/today/campaign'],
      ];
      await allow(policy.Statement);
      const first = await stitch(batch, rows);
      expect([first.code, first.stderr]).toEqual([0, '']);
      await allow(reading);
      const again = await stitch(batch, rows);
      expect([again.code, again.stderr, JSON.parse(again.stdout).kept]).toEqual([0, '', 2]);
    });

    it('need no listing for --files', async () => {
      await allow(policy.Statement.filter(({ Sid }) => Sid !== 'ListTheClips'));
      const files = ['--files', 'hello.wav', ...argv.slice(1), '--gap', '0.5'];
      const { code, stderr } = await stitch(files, {
        env: { STITCH_S3_ENDPOINT: service!.endpoint },
      });
      expect([code, stderr]).toEqual([0, '']);
    });
  },
);
