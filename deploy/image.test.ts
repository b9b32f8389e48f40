import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
const instructions = text
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', args = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return { name, args };
  });
const last = (name: string) =>
  instructions.findLast((instruction) => instruction.name === name)?.args;

test('the Dockerfile is one', () => {
  expect(validate(text)).toEqual([]);
  expect(validate('FROM scratch\nRUNN true\n')).not.toEqual([]);
});

test('what is pulled is pinned by digest, and is the Node of package.json', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: { node: string };
  };
  const base = instructions.find(({ name }) => name === 'ARG')?.args ?? '';
  expect(base).toMatch(/^NODE_IMAGE=[a-z.]+\/[a-z/]+:[\w.-]+@sha256:[0-9a-f]{64}$/);
  expect(base).toContain(`/node:${devDependencies.node}-`);
  const stages = new Set<string>();
  for (const { args } of instructions.filter(({ name }) => name === 'FROM')) {
    const [image = '', , stage] = args.split(/\s+/);
    expect(['${NODE_IMAGE}', 'scratch', ...stages]).toContain(image);
    if (stage !== undefined) stages.add(stage);
  }
  const sources = [...text.matchAll(/--from=(\S+)/g)].map(([, source = '']) => source);
  expect(sources.length).toBeGreaterThan(0);
  expect([...stages]).toEqual(expect.arrayContaining(sources));
});

test('it runs as a user of its own, stops by SIGTERM, and says in exec form how it is', () => {
  expect(last('USER')).toBe('10001:10001');
  expect(last('STOPSIGNAL')).toBe('SIGTERM');
  for (const name of ['ENTRYPOINT', 'CMD']) expect(last(name)).toMatch(/^\["/);
  expect(last('HEALTHCHECK')).toMatch(/CMD \["node", "\/app\/deploy\/healthcheck\.mjs"\]$/);
  expect(last('FROM')).toBe('scratch');
});

test('no secret gets in, and nothing that is not copied by name', () => {
  for (const { name, args } of instructions.filter(({ name }) => name === 'ARG' || name === 'ENV'))
    expect(args, name).not.toMatch(/\w*(SECRET|TOKEN|PASSWORD|CREDENTIAL|_KEY)\w*=/i);
  for (const { name, args } of instructions) {
    expect(name).not.toBe('ADD');
    if (name === 'COPY' && !args.startsWith('--from=')) expect(args).not.toMatch(/^\.{1,2}\/? /);
  }
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  expect(ignored.find((line) => !line.startsWith('#'))).toBe('*');
  expect(ignored).toEqual(expect.arrayContaining(['**/.env*', '**/node_modules']));
});

test('every package of the workspace is known where packages are installed', () => {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const manifests = execFileSync(
    'git',
    ['ls-files', ...workspaces.map((w) => `${w}/package.json`)],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  for (const path of manifests.trim().split('\n'))
    expect(text).toContain(`COPY ${path} ${path.replace('package.json', '')}`);
});

test('the health check says what /health says, under a name that is allowed', async () => {
  const script = join(import.meta.dirname, 'healthcheck.mjs');
  const asked: (string | undefined)[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const check = async (at = port) => {
    const env = { PORT: String(at), ALLOWED_HOSTS: 'laps.example.org,localhost' };
    const [code] = (await once(spawn(process.execPath, [script], { env }), 'exit')) as [number];
    return code;
  };
  expect(await check()).toBe(0);
  status = 503;
  expect(await check()).toBe(1);
  server.close();
  expect(await check(1)).toBe(1);
  expect(asked).toEqual(['laps.example.org /health', 'laps.example.org /health']);
});
