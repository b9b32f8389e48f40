import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A PostgreSQL of its own that may be restarted; undefined where its programs or the rights are missing. */
export function postgresPrograms(): string | undefined {
  const base = '/usr/lib/postgresql';
  if (process.getuid?.() !== 0 || !existsSync(base)) return undefined;
  return readdirSync(base)
    .map((version) => join(base, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'pg_ctl')));
}

/** Starts a cluster in a folder of its own, on a port of its own. */
export function startCluster(folder: string): {
  url: string;
  restart: () => void;
  stop: () => void;
} {
  const bin = postgresPrograms() ?? '';
  const cluster = join(folder, 'cluster');
  mkdirSync(cluster);
  execFileSync('chown', ['postgres', folder, cluster]);
  const as = (program: string, ...args: string[]) =>
    execFileSync('runuser', ['-u', 'postgres', '--', join(bin, program), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  as('initdb', '-D', cluster, '-A', 'trust');
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const options = `-p ${port} -k ${cluster} -c listen_addresses=127.0.0.1`;
  const control = (verb: string, ...more: string[]) =>
    as('pg_ctl', '-D', cluster, '-w', '-l', join(cluster, 'log'), ...more, verb);
  control('start', '-o', options);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: () => {
      control('stop', '-m', 'immediate');
      control('start', '-o', options);
    },
    stop: () => control('stop', '-m', 'immediate'),
  };
}
