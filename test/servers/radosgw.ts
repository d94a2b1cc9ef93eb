// Ceph's radosgw with one monitor and one in-memory store, all on loopback and in a temporary folder: an S3
// service that verifies signatures. From Debian: radosgw ceph-mon ceph-osd ceph-mgr.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { missingCommands } from '../commands.ts';
import type { Account, S3Server } from './s3-server.ts';

const START_MS = 60_000;

/** Why radosgw cannot be started here, or null. */
export function radosgwLacks(): string | null {
  return missingCommands('radosgw', 'ceph-mon', 'ceph-osd', 'monmaptool', 'radosgw-admin');
}

/** Starts the service on free ports; again if it does not come up in time, as happens seldom. */
export async function startRadosgw(): Promise<S3Server> {
  return start().catch(start).catch(start);
}

async function start(): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-radosgw-'));
  const [monPort, rgwPort] = [await freePort(), await freePort()];
  const conf = join(folder, 'ceph.conf');
  writeFileSync(conf, configuration(folder, monPort, rgwPort));
  for (const name of ['mon', 'osd', 'run']) mkdirSync(join(folder, name));
  const children: ChildProcess[] = [];
  const daemon = (command: string, ...args: string[]) => {
    children.push(spawn(command, ['-c', conf, ...args], { stdio: 'ignore' }));
  };
  const tool = (command: string, ...args: string[]) =>
    execFileSync(command, ['-c', conf, ...args], { stdio: 'pipe', timeout: START_MS });
  const kill = () => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  };
  process.once('exit', kill);
  try {
    const fsid = randomUUID();
    const map = join(folder, 'monmap');
    tool('monmaptool', '--create', '--addv', 'a', `[v1:127.0.0.1:${monPort}]`, '--fsid', fsid, map);
    tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', map);
    daemon('ceph-mon', '-f', '-i', 'a');
    const uuid = randomUUID();
    tool('ceph', '--connect-timeout', '60', 'osd', 'new', uuid);
    tool('ceph-osd', '--mkfs', '-i', '0', '--osd-uuid', uuid);
    daemon('ceph-osd', '-f', '-i', '0');
    tool('ceph', 'osd', 'crush', 'add', 'osd.0', '1.0', 'root=default');
    daemon('radosgw', '-f', '-n', 'client.rgw');
    await untilListening(rgwPort);
    const account = (uid: string): Account => {
      const user = { accessKeyId: `${uid}key`, secretAccessKey: `${uid}secret` };
      tool(
        'radosgw-admin',
        'user',
        'create',
        `--uid=${uid}`,
        `--display-name=${uid}`,
        '--access-key',
        user.accessKeyId,
        '--secret-key',
        user.secretAccessKey,
      );
      return user;
    };
    const stop = async () => {
      process.off('exit', kill);
      kill();
    };
    return {
      name: 'radosgw',
      endpoint: `http://127.0.0.1:${rgwPort}`,
      owner: account('owner'),
      stranger: account('stranger'),
      stop,
    };
  } catch (error) {
    kill();
    throw error;
  }
}

function configuration(folder: string, monPort: number, rgwPort: number): string {
  return `[global]
fsid = ${randomUUID()}
auth cluster required = none
auth service required = none
auth client required = none
mon host = v1:127.0.0.1:${monPort}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
mon initial members = a
mon allow pool size one = true
mon data = ${folder}/mon
mon warn on insecure global id reclaim allowed = false
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
ms bind msgr2 = false
run dir = ${folder}/run
admin socket = ${folder}/run/$cluster-$name.asok
pid file = ${folder}/run/$name.pid
log file = ${folder}/$name.log
crash dir = ${folder}/run
debug ms = 0
debug mon = 0
debug osd = 0
debug rgw = 0
debug paxos = 0
keyring = ${folder}/keyring
[client.rgw]
rgw frontends = beast endpoint=127.0.0.1:${rgwPort}
rgw dns name = localhost
rgw data = ${folder}/run
rgw lc debug interval = 2
rgw enable usage log = false
`;
}

/** A port of loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function untilListening(port: number): Promise<void> {
  for (const start = Date.now(); Date.now() - start < START_MS; ) {
    const isUp = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.on('error', () => done(false));
    });
    if (isUp) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`radosgw did not listen on port ${port} in ${START_MS} ms`);
}
