import type { TestProject } from 'vitest/node';
import { type S3Service, startServers } from './s3-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The running S3 services, the best first. */
    s3Services: readonly S3Service[];
  }
}

/** Starts the S3 services for the whole run, and says which they are. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { servers, lacks } = await startServers();
  const names = servers.map(({ name }) => name).join(' and ');
  console.log(`S3 services: ${names}${lacks === null ? '' : ` (no radosgw: ${lacks})`}`);
  project.provide(
    's3Services',
    servers.map(({ name, endpoint, owner, stranger }) => ({ name, endpoint, owner, stranger })),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
  };
}
