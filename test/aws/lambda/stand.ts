import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BucketRepo } from '../../../src/repo/bucket/bucket-repo.ts';
import { parseKey } from '../../../src/repo/repo.ts';
import { fixture } from '../../fixtures.ts';
import { makeBucket } from '../../repo/buckets.ts';
import type { S3Service } from '../../servers/s3-server.ts';
import { type Lambda, remove, startLambda, unzip } from './emulator.ts';

/** The very zip that is deployed. */
export const ZIP = join(import.meta.dirname, '../../../dist/stitch-lambda.zip');
const KEY = 'a key for tests that nobody else has seen';

/** The function with its buckets, and what it was given. */
export class Stand {
  readonly service: S3Service;
  /** Folder of the unpacked zip. */
  readonly folder: string;
  readonly input: string;
  readonly output: string;
  private readonly started: { stop(): Promise<void> }[] = [];

  private constructor(service: S3Service, input: string, output: string) {
    if (!existsSync(ZIP)) throw new Error('there is no zip; run bash setup.sh');
    this.folder = unzip(ZIP);
    this.service = service;
    this.input = input;
    this.output = output;
  }

  /** With two clips, `hello` and `shreeshail`. */
  static async open(service: S3Service): Promise<Stand> {
    const stand = new Stand(service, await makeBucket(service), await makeBucket(service));
    for (const name of ['hello.wav', 'shreeshail.wav']) {
      await stand.clips().write(parseKey(name), fixture(`audios/${name}`));
    }
    return stand;
  }

  environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      STITCH_INPUT_BUCKET: this.input,
      STITCH_INPUT_PREFIX: 'clips/en',
      STITCH_OUTPUT_BUCKET: this.output,
      STITCH_OUTPUT_PREFIX: 'voice',
      STITCH_STAGE: 'test',
      STITCH_S3_ENDPOINT: this.service.endpoint,
      STITCH_SIGNING_KEY: KEY,
      STITCH_REFRESH: '0.2',
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: this.service.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.service.owner.secretAccessKey,
      ...more,
    };
  }

  async start(more: Readonly<Record<string, string>> = {}, handler?: string): Promise<Lambda> {
    return this.ends(await startLambda(this.folder, this.environment(more), handler));
  }

  /** Has something stopped when the stand is. */
  ends<T extends { stop(): Promise<void> }>(made: T): T {
    this.started.push(made);
    return made;
  }

  clips(): BucketRepo {
    return this.repo(this.input, 'clips/en');
  }

  repo(bucket: string, prefix: string): BucketRepo {
    const { endpoint, owner: credentials } = this.service;
    return new BucketRepo(bucket, prefix, { endpoint, credentials });
  }

  /** Keys in both buckets. */
  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for (const bucket of [this.input, this.output])
      for await (const { key } of this.repo(bucket, '').list()) keys.push(key);
    return keys;
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.map((each) => each.stop()));
    remove(this.folder);
  }
}
