// `npm run image`: builds the image of the Dockerfile without a container engine, runs it as a container would be run, and
// keeps sizes and times in bench/RESULTS.md. Needs root, buildah and mmdebstrap (Debian, Ubuntu). The base is made here
// instead of pulled: Debian trixie with the pinned Node and npm, which is what the image named in the Dockerfile holds.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../scripts/installed.mjs';
import { keepSection } from './results.mjs';

const MEGABYTE = 1_000_000;
const LIMIT_MEGABYTES = 250;
const UID = 10001;
const SUITE = 'trixie';
const CERTIFICATES = process.env.NODE_EXTRA_CA_CERTS;

/** What a container engine does: root read-only, /data and /tmp writable, another user, no way to gain privileges. */
const SANDBOX = `
tree=$1 data=$2
shift 2
mkdir -p "$tree/proc" "$tree/dev"
mount --bind "$tree" "$tree"
mount --bind "$data" "$tree/data"
mount -t tmpfs -o mode=1777 tmpfs "$tree/tmp"
mount -t proc proc "$tree/proc"
mount -t tmpfs tmpfs "$tree/dev"
for device in null zero full random urandom; do
  touch "$tree/dev/$device"
  mount --bind "/dev/$device" "$tree/dev/$device"
done
mount -o remount,bind,ro "$tree"
exec env -i "$@"`;

const PROGRAMS = ['buildah', 'mmdebstrap', 'unshare', 'setpriv', 'chroot'];
const paths = Object.fromEntries(
  PROGRAMS.map((program) => [
    program,
    spawnSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).stdout.trim(),
  ]),
);
const missing = PROGRAMS.filter((program) => paths[program] === '');
if (missing.length > 0 || process.getuid?.() !== 0) {
  console.error(`npm run image needs ${missing.join(', ') || 'root'}.`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'outlap-image-'));
const storage = [
  '--storage-driver',
  'vfs',
  '--root',
  `${folder}/store`,
  '--runroot',
  `${folder}/run`,
];
let mounted;
try {
  const measured = await main();
  for (const [what, value] of measured) console.log(`${what.padEnd(62)} ${value}`);
  if (process.argv.includes('--keep')) keepSection('## Image', toSection(measured));
} finally {
  if (mounted !== undefined) spawnSync('buildah', [...storage, 'umount', mounted]);
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  const base = await timed(() => makeBase());
  const built = await timed(() =>
    buildah(
      'build',
      '--isolation',
      'chroot',
      '--pull-never',
      '--format',
      'docker',
      '--layers=false',
      '--build-arg',
      'NODE_IMAGE=localhost/node-base',
      '--tag',
      'localhost/outlap',
      root,
    ),
  );
  const { uncompressed, compressed } = measureSize();
  const rootFolder = mountImage();
  expect(!existsSync(join(rootFolder, 'bin/sh')), 'there is a shell in the image');
  const runs = await runImage(rootFolder);
  expect(
    uncompressed <= LIMIT_MEGABYTES,
    `${uncompressed.toFixed(0)} MB are more than ${LIMIT_MEGABYTES}`,
  );
  return [
    ['size, uncompressed', `${uncompressed.toFixed(0)} MB`],
    ['size, compressed (gzip)', `${compressed.toFixed(0)} MB`],
    ...runs,
    ['making the base', `${base.toFixed(0)} s`],
    ['building the image', `${built.toFixed(0)} s`],
  ];
}

/** Debian with the Node of package.json where the official image has it. */
function makeBase() {
  const tree = join(folder, 'base');
  const kept = join(root, 'node_modules', '.cache', `outlap-image-${SUITE}.tar`);
  if (!existsSync(kept)) {
    mkdirSync(dirname(kept), { recursive: true });
    run('mmdebstrap', ['--quiet', '--variant=essential', '--include=libstdc++6', SUITE, kept]);
  }
  mkdirSync(tree);
  run('tar', ['-xf', kept, '-C', tree, '--exclude=./dev/*']);
  copyFileSync(join(root, 'node_modules/node/bin/node'), join(tree, 'usr/local/bin/node'));
  const npm = realpathSync(run('sh', ['-c', 'command -v npm']).trim());
  cpSync(dirname(dirname(npm)), join(tree, 'usr/local/lib/node_modules/npm'), { recursive: true });
  run('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(tree, 'usr/local/bin/npm')]);
  // A machine behind a proxy with a certificate of its own builds with it; nothing of the base but libraries gets on.
  const config = CERTIFICATES === undefined ? [] : ['--env', `NODE_EXTRA_CA_CERTS=/extra-ca.crt`];
  if (CERTIFICATES !== undefined) copyFileSync(CERTIFICATES, join(tree, 'extra-ca.crt'));
  const container = buildah('from', 'scratch').trim();
  buildah('copy', container, tree, '/');
  const path = 'PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin';
  buildah('config', ...config, '--env', path, container);
  buildah('commit', '--rm', container, 'localhost/node-base');
  rmSync(tree, { recursive: true });
}

function measureSize() {
  const archive = join(folder, 'archive');
  buildah('push', 'localhost/outlap', `oci:${archive}:outlap`);
  const blobs = join(archive, 'blobs/sha256');
  const index = JSON.parse(readFileSync(join(archive, 'index.json'), 'utf8'));
  const read = ({ digest }) => readFileSync(join(blobs, digest.slice(7)));
  const { layers } = JSON.parse(read(index.manifests[0]).toString());
  const compressed = layers.reduce((sum, { size }) => sum + size, 0);
  const uncompressed = layers.reduce(
    (sum, layer) => sum + unpackedBytes(join(blobs, layer.digest.slice(7))),
    0,
  );
  rmSync(archive, { recursive: true });
  return { compressed: compressed / MEGABYTE, uncompressed: uncompressed / MEGABYTE };
}

function unpackedBytes(path) {
  const { stdout } = spawnSync('sh', ['-c', 'gzip -dc "$1" | wc -c', 'sh', path], {
    encoding: 'utf8',
  });
  return Number(stdout) || statSync(path).size;
}

function mountImage() {
  mounted = buildah('from', '--pull-never', 'localhost/outlap').trim();
  return buildah('mount', mounted).trim();
}

/** Twice on the same data: what the first start of an installation takes, and every later one. */
async function runImage(tree) {
  const { config } = JSON.parse(buildah('inspect', '--type', 'image', 'localhost/outlap')).Docker;
  expect(config.User === `${UID}:${UID}`, `the image runs as ${config.User}`);
  const data = join(folder, 'data');
  mkdirSync(data);
  run('chown', [`${UID}:${UID}`, data]);
  const first = await runOnce(tree, config, data, true);
  const second = await runOnce(tree, config, data, false);
  return [
    [
      'first start to ready, embedded database, read-only root, uid 10001',
      `${first.seconds.toFixed(2)} s`,
    ],
    ['later start to ready on the same data', `${second.seconds.toFixed(2)} s`],
    ['resident memory, ready, after the later start', `${second.megabytes.toFixed(0)} MB`],
    ['from SIGTERM to the end', `${second.stopSeconds.toFixed(2)} s`],
  ];
}

async function runOnce(tree, config, data, first) {
  const port = await findFreePort();
  const environment = {
    ...Object.fromEntries(config.Env.map((line) => line.split(/=(.*)/s, 2))),
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    SIMULATED_CAR: '0',
    TZ: 'UTC',
  };
  const command = [...config.Entrypoint, ...config.Cmd];
  const inContainer = (argv, env = environment) => [
    ...['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'],
    ...['sh', '-euc', SANDBOX, 'sh', tree, data],
    ...Object.entries(env).map(([name, value]) => `${name}=${value}`),
    ...[paths.setpriv, '--no-new-privs', paths.chroot, '--groups=', `--userspec=${UID}:${UID}`],
    ...[tree, ...argv],
  ];
  const started = performance.now();
  const child = spawn('unshare', inContainer(command), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await answers(`http://127.0.0.1:${port}/health/ready`, child);
    const seconds = (performance.now() - started) / 1000;
    const page = await answers(`http://127.0.0.1:${port}/`, child);
    expect(page.includes('<script'), 'the page is not served');
    if (first) checkRoot(inContainer, environment);
    const server = serverOf(child);
    const status = readFileSync(`/proc/${server}/status`, 'utf8');
    expect(/^Uid:\s+10001\s+10001\s+10001/m.test(status), 'the server is not uid 10001');
    expect(/^NSpid:\s+\d+\s+1$/m.test(status), 'the server is not process 1');
    expect(/^NoNewPrivs:\s+1$/m.test(status), 'the server may gain privileges');
    const megabytes = (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / MEGABYTE;
    const stopping = performance.now();
    process.kill(server, 'SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code === 0, `the server ended with ${code}`);
    return { seconds, megabytes, stopSeconds: (performance.now() - stopping) / 1000 };
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** unshare waits; the server is its only child, and process 1 of its own namespace as in a container. */
function serverOf({ pid }) {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** In the same surroundings as the server: only /data and /tmp can be written; the health check of the image says yes. */
function checkRoot(inContainer, environment) {
  const probe = `const fs=require('node:fs');const can=(p)=>{try{fs.writeFileSync(p,'');fs.rmSync(p);return 1}catch{return 0}};
    console.log(['/probe','/app/probe','/compiled/probe','/etc/probe','/data/probe','/tmp/probe'].map(can).join(''))`;
  const args = { encoding: 'utf8' };
  const { stdout } = spawnSync('unshare', inContainer(['node', '-e', probe]), args);
  expect(stdout.trim() === '000011', `what can be written: ${stdout}`);
  const healthy = (env) =>
    spawnSync('unshare', inContainer(['node', '/app/deploy/healthcheck.mjs'], env)).status;
  expect(healthy(environment) === 0, 'the health check fails');
  expect(
    healthy({ ...environment, PORT: '1' }) === 1,
    'the health check says yes where nothing answers',
  );
}

async function answers(url, child) {
  for (let tries = 0; tries < 3000; tries++) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response.text();
    await wait(20);
  }
  throw new Error(`${url} did not answer within a minute`);
}

async function findFreePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

function toSection(measured) {
  const width = Math.max(...measured.map(([what]) => what.length));
  const wide = Math.max(...measured.map(([, value]) => value.length));
  const rows = measured.map(
    ([what, value]) => `| ${what.padEnd(width)} | ${value.padStart(wide)} |`,
  );
  const date = new Date().toISOString().slice(0, 10);
  return `One run of \`npm run image\` (${date}): the Dockerfile built by buildah (chroot, no container engine) for ${process.arch}, on a Debian ${SUITE} made by
mmdebstrap with Node ${process.versions.node}, then run in that root file system, read-only, by uid ${UID} without capabilities.

| ${'what'.padEnd(width)} | ${' '.repeat(wide)} |
| ${'-'.repeat(width)} | ${'-'.repeat(wide - 1)}: |
${rows.join('\n')}`;
}

async function timed(act) {
  const started = performance.now();
  await act();
  return (performance.now() - started) / 1000;
}

function buildah(...args) {
  const [verb, ...rest] = args;
  return run('buildah', [...storage, verb, ...rest]);
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) {
    const said = `${stdout}\n${stderr}`.slice(-4000);
    throw new Error(`${command} ${args.slice(0, 12).join(' ')}\n${said}`);
  }
  return stdout;
}

function expect(holds, otherwise) {
  if (!holds) throw new Error(`The image: ${otherwise}`);
}
