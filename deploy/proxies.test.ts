import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { testWith } from './programs.ts';

// Whether they do what they say is tried in e2e/src/proxies.test.ts, in front of a server.
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'outlap-deploy-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function validateCaddy(caddy: string, path: string, tls: string) {
  const args = ['validate', '--adapter', 'caddyfile', '--config', path];
  const env = { DOMAIN: 'laps.example.org', CADDY_TLS: tls, HOME: folder, XDG_DATA_HOME: folder };
  return spawnSync(caddy, args, { env, encoding: 'utf8' });
}

testWith(
  'caddy',
  'Caddy takes its file, with public and with own certificates, and needs no formatting',
  (caddy) => {
    const path = join(import.meta.dirname, 'Caddyfile');
    for (const tls of ['', 'tls internal']) {
      const { status, stderr } = validateCaddy(caddy, path, tls);
      expect(status, stderr).toBe(0);
      expect(stderr).not.toMatch(/"level":"(warn|error)"/);
    }
    expect(spawnSync(caddy, ['fmt', path], { encoding: 'utf8' }).stdout).toBe(
      readFileSync(path, 'utf8'),
    );
    const broken = join(folder, 'Caddyfile');
    writeFileSync(broken, readFileSync(path, 'utf8').replace('reverse_proxy', 'reverse_porxy'));
    expect(validateCaddy(caddy, broken, '').status).toBe(1);
  },
);

testWith('nginx', 'nginx takes its file', (nginx) => {
  const key = join(folder, 'privkey.pem');
  const made = [
    '-keyout',
    key,
    '-out',
    join(folder, 'fullchain.pem'),
    '-subj',
    '/CN=laps.example.org',
  ];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...made], {
    stdio: 'pipe',
  });
  const words: Record<string, string> = {
    DOMAIN: 'laps.example.org',
    UPSTREAM: '127.0.0.1:8000',
    CERTIFICATES: folder,
  };
  const text = readFileSync(join(import.meta.dirname, 'nginx.conf'), 'utf8');
  const filled = text.replace(/\$\{([A-Z]+)\}/g, (_, word: string) => words[word] ?? 'MISSING');
  expect(filled).not.toContain('MISSING');
  const check = (configuration: string) => {
    const path = join(folder, 'nginx.conf');
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n');
    const around = `pid ${folder}/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n${places}\n`;
    writeFileSync(path, `${around}${configuration}\n}\n`);
    return spawnSync(nginx, ['-t', '-q', '-p', folder, '-e', 'stderr', '-c', path], {
      encoding: 'utf8',
    });
  };
  expect(check(filled).stderr).toBe('');
  expect(check(filled.replace('proxy_buffering', 'proxy_bufering')).status).not.toBe(0);
});
