import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../product.ts';
import { makeCertificate } from './certificate.ts';
import { findProgram } from './programs.ts';

/** A proxy as it is deployed, in front of a server, on ports of its own. */
export type Proxy = {
  readonly httpPort: number;
  readonly httpsPort: number;
  /** The authority that signed its certificate. */
  readonly ca: string;
  readonly caPath: string;
  readonly process: ChildProcess;
  readonly stop: () => Promise<void>;
};

type Prepared = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly caPath: string;
};

type Ports = { readonly httpPort: number; readonly httpsPort: number };

export const PROXIES = {
  caddy: prepareCaddy,
  nginx: prepareNginx,
} as const;
export type ProxyName = keyof typeof PROXIES;

/** The file of deploy/ as it is; ports come from the environment, certificates from Caddy's own authority. */
async function prepareCaddy(folder: string, upstream: string, ports: Ports): Promise<Prepared> {
  const caPath = join(folder, 'caddy/pki/authorities/local/root.crt');
  const env = {
    DOMAIN: 'localhost',
    CADDY_TLS: 'tls internal',
    UPSTREAM: upstream,
    HTTP_PORT: String(ports.httpPort),
    HTTPS_PORT: String(ports.httpsPort),
    CADDY_ADMIN: `127.0.0.1:${await findFreePort()}`,
    XDG_DATA_HOME: folder,
    XDG_CONFIG_HOME: folder,
  };
  const args = ['run', '--adapter', 'caddyfile', '--config', join(root, 'deploy/Caddyfile')];
  return { command: findProgram('caddy') ?? 'caddy', args, env, caPath };
}

/** The file of deploy/ with its words filled in and ports of this test, inside the least that nginx needs around it. */
async function prepareNginx(folder: string, upstream: string, ports: Ports): Promise<Prepared> {
  const caPath = makeCertificate(folder);
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, wrapNginx(folder, fillNginx(folder, upstream, ports)));
  const args = ['-p', folder, '-e', 'stderr', '-c', path];
  return { command: findProgram('nginx') ?? 'nginx', args, env: {}, caPath };
}

function fillNginx(folder: string, upstream: string, { httpPort, httpsPort }: Ports): string {
  const words: Record<string, string> = {
    DOMAIN: 'localhost',
    UPSTREAM: upstream,
    CERTIFICATES: folder,
  };
  return readFileSync(join(root, 'deploy/nginx.conf'), 'utf8')
    .replace(/\$\{([A-Z]+)\}/g, (_, word: string) => words[word] ?? '')
    .replace(/^.*listen \[::\].*\n/gm, '')
    .replace('listen 80;', `listen 127.0.0.1:${httpPort};`)
    .replace('listen 443 ', `listen 127.0.0.1:${httpsPort} `);
}

function wrapNginx(folder: string, configuration: string): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off;
pid ${folder}/nginx.pid;
worker_processes 1;
events { worker_connections 512; }
http {
access_log off;
${places.join('\n')}
${configuration}
}
`;
}

export async function startProxy(name: ProxyName, upstream: string): Promise<Proxy> {
  const folder = mkdtempSync(join(tmpdir(), `outlap-${name}-`));
  mkdirSync(join(folder, 'logs'));
  const ports = { httpPort: await findFreePort(), httpsPort: await findFreePort() };
  const { command, args, env, caPath } = await PROXIES[name](folder, upstream, ports);
  let said = '';
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  child.stderr.on('data', (text) => (said += String(text)));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), wait(5000).then(() => child.kill('SIGKILL'))]);
    }
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`${name} ended:\n${said}`);
    if (existsSync(caPath) && (await answers(ports.httpsPort))) {
      const ca = readFileSync(caPath, 'utf8');
      return { ...ports, ca, caPath, process: child, stop };
    }
    await wait(50);
  }
  await stop();
  throw new Error(`${name} did not listen:\n${said}`);
}

async function answers(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
