import { type BuildAppOptions, buildApp } from 'fauxqs';
import { radosgwLacks, startRadosgw } from './radosgw.ts';

/** A user of a service. */
export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A running S3 service, as tests get it. */
export interface S3Service {
  readonly name: 'radosgw' | 'fauxqs' | 'moto';
  readonly endpoint: string;
  readonly owner: Account;
  /** Another account, without rights to what is the owner's. Null where the service checks nothing. */
  readonly stranger: Account | null;
}

export interface S3Server extends S3Service {
  stop(): Promise<void>;
}

/** Starts the npm service, on loopback only: it checks no signatures. */
async function startFauxqs(): Promise<S3Server> {
  const options: BuildAppOptions = { logger: false, host: '127.0.0.1', defaultRegion: 'us-east-1' };
  const app = buildApp(options);
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const owner = { accessKeyId: 'owner', secretAccessKey: 'secret' };
  return { name: 'fauxqs', endpoint, owner, stranger: null, stop: () => app.close() };
}

/** Starts what S3 services there are, the best first. With STITCH_TEST_S3=npm, radosgw counts as missing. */
export async function startServers(): Promise<{
  servers: readonly S3Server[];
  lacks: string | null;
}> {
  const lacks = process.env.STITCH_TEST_S3 === 'npm' ? 'STITCH_TEST_S3=npm' : radosgwLacks();
  const servers = [...(lacks === null ? [await startRadosgw()] : []), await startFauxqs()];
  return { servers, lacks };
}
