import { Command } from 'commander';
import { serverAddress } from '../files/server.ts';
import { LoginStore, post } from '../login/index.ts';
import type { World } from '../world.ts';

/** `outlap logout`: ends the login session of this machine and forgets its tokens. */
export function logoutCommand(world: World): Command {
  return new Command('logout')
    .description('sign this machine out of a server')
    .option('--server <address>', 'the server (default: OUTLAP_URL or http://127.0.0.1:8000)')
    .option('--json', 'one JSON document')
    .action(async (options: { server?: string; json?: boolean }) => {
      const server = serverAddress(world, options.server);
      const store = new LoginStore(world);
      const was = store.find(server) !== undefined;
      const ended = was && (await store.exclusively(server, () => end(world, store, server)));
      if (options.json) {
        world.stdout.write(`${JSON.stringify({ server, wasSignedIn: was, ended })}\n`);
        return;
      }
      if (!was) world.stderr.write(`This machine was not signed in to ${server}.\n`);
      else if (ended) world.stderr.write(`Signed out of ${server}.\n`);
      else
        world.stderr.write(
          `The tokens are gone from this machine, but ${server} did not answer: end the login there, under Account, Devices.\n`,
        );
    });
}

/** Whether the server heard of it. */
async function end(world: World, store: LoginStore, server: string): Promise<boolean> {
  const tokens = await store.read(server).catch(() => undefined);
  await store.remove(server);
  if (!tokens) return false;
  const { refreshToken } = tokens;
  return post(world, server, '/auth/logout', { refreshToken }).then(
    (answer) => 'ok' in answer,
    () => false,
  );
}
