import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { Config } from '../config.ts';
import { namesOf, openSecrets } from '../identity/secrets.ts';
import { attempt, fine, found, type Look, skipped } from './findings.ts';

const OLDEST_NODE = 24;
const LEAST_FREE = 2 * 2 ** 30;
const LEAST_FREE_PART = 0.05;
/** Behind it 32-bit counters mean that there is no limit. */
const MOST_MEMORY = 2 ** 50;

/** What the machine the server runs on is like. */
export async function lookAtMachine(config: Config): Promise<Look[]> {
  return [
    node(),
    await folder(config),
    await secretFile(config),
    await disk(config),
    await memory(),
  ];
}

function node(): Look {
  const { node } = process.versions;
  return Number(node.split('.')[0]) >= OLDEST_NODE
    ? fine('node', node)
    : found('node', 'node_old', node);
}

function folder({ DATA_DIR }: Config): Promise<Look> {
  const probe = join(DATA_DIR, `.probe-${randomUUID()}`);
  return attempt('data folder', 'data_folder_read_only', async () => {
    await mkdir(DATA_DIR, { recursive: true });
    await writeFile(probe, 'probe', { flush: true });
    await rm(probe);
    return `${DATA_DIR} can be written`;
  });
}

async function secretFile({ DATA_DIR }: Config): Promise<Look> {
  const check = 'secret file';
  const file = await stat(join(DATA_DIR, 'auth-secret')).catch(() => undefined);
  if (!file) return fine(check, 'none');
  if (process.platform === 'win32') return skipped(check, 'permissions are another matter here');
  const others = file.mode & (constants.S_IRWXG | constants.S_IRWXO);
  if (others !== 0)
    return found(check, 'secret_readable', `mode ${(file.mode & 0o777).toString(8)}`);
  try {
    const secrets = openSecrets({ AUTH_SECRET: '', DATA_DIR });
    return fine(check, `only its owner reads it: ${namesOf(secrets)}`);
  } catch (error) {
    return skipped(check, (error as Error).message);
  }
}

async function disk({ DATA_DIR }: Config): Promise<Look> {
  const { bavail, blocks, bsize } = await statfs(DATA_DIR);
  const free = bavail * bsize;
  const detail = `${(free / 2 ** 30).toFixed(1)} GiB left`;
  return free < LEAST_FREE || bavail < blocks * LEAST_FREE_PART
    ? found('disk', 'disk_low', detail)
    : fine('disk', detail);
}

async function memory(): Promise<Look> {
  const limit = await memoryLimit();
  const heap = getHeapStatistics().heap_size_limit;
  const inMiB = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
  if (limit === undefined)
    return fine('memory', `heap up to ${inMiB(heap)}, no limit of a container`);
  const detail = `heap up to ${inMiB(heap)}, limit ${inMiB(limit)}`;
  return heap > limit ? found('memory', 'heap_beyond_memory', detail) : fine('memory', detail);
}

/** What the control group of this process may use. */
async function memoryLimit(): Promise<number | undefined> {
  for (const path of ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const bytes = Number(text.trim());
    if (text !== '' && Number.isFinite(bytes) && bytes > 0 && bytes < MOST_MEMORY) return bytes;
  }
  return undefined;
}
