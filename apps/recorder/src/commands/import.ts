import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import type { Schema } from '@outlap/protocol';
import { CommandError } from '../errors.ts';
import { forEachFile } from '../files/each-file.ts';
import { findCompanion } from '../files/file-source.ts';
import { connect, type Server } from '../files/server.ts';
import { withProgress } from '../terminal/progress.ts';
import type { World } from '../world.ts';

type ImportState = Schema<'Import'>;

/** `outlap import FILE…`: hands recorded files to a server and waits until their laps are there. */
export function importCommand(world: World): Command {
  return new Command('import')
    .description('hand recorded files to a server')
    .argument('<file...>', 'recorded files')
    .option('--json', 'one JSON document a file, one line each')
    .option('--server <address>', 'the server (default: OUTLAP_URL or http://127.0.0.1:8000)')
    .action(async (files: string[], options: { json?: boolean; server?: string }) => {
      await forEachFile(world, files, async (file) => {
        const done = await importFile(world, file, options.server);
        if (options.json) world.stdout.write(`${JSON.stringify(done)}\n`);
        if (done.error)
          throw new CommandError(
            'file_refused',
            `${file}: ${done.error.code}: ${done.error.detail}`,
          );
        if (!options.json)
          world.stdout.write(`${toText(file, done, connect(world, options.server).address)}\n`);
      });
    });
}

async function importFile(
  world: World,
  file: string,
  address: string | undefined,
): Promise<ImportState> {
  const server = connect(world, address);
  const full = resolve(world.cwd, file);
  const form = new FormData();
  for (const path of [full, await findCompanion(full)]) {
    if (path === undefined) continue;
    form.append('file', await openFile(path), basename(path));
  }
  return withProgress(world, `Importing ${basename(full)}`, async (onProgress) => {
    const response = await server.request('/api/sessions/import', { method: 'POST', body: form });
    const { items } = (await response.json()) as { items: ImportState[] };
    const [first] = items;
    if (!first) throw new CommandError('server_refused', `${server.address} took no file`);
    let state: ImportState = first;
    while (state.state !== 'done' && state.state !== 'failed') {
      onProgress(state.progress);
      await wait(150);
      state = await getImport(server, state.id);
    }
    return state;
  });
}

async function getImport({ client }: Server, id: string): Promise<ImportState> {
  const { data } = await client.GET('/api/imports/{id}', { params: { path: { id } } });
  if (!data) throw new CommandError('server_refused', 'The server forgot the import');
  return data;
}

async function openFile(path: string): Promise<Blob> {
  const found = await stat(path).catch((error: Error) => {
    throw new CommandError('file_not_readable', error.message, { cause: error });
  });
  if (!found.isFile()) throw new CommandError('file_not_readable', `${path} is not a file`);
  return openAsBlob(path);
}

function toText(file: string, { sessionId, duplicate }: ImportState, address: string): string {
  const page = `${address}/sessions/${sessionId}`;
  return duplicate ? `${file}: already there: ${page}` : `${file}: ${page}`;
}
