import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import { CommandError } from '../errors.ts';
import { serverAddress } from '../files/server.ts';
import { LoginStore, post, type TokenAnswer, toTokens } from '../login/index.ts';
import type { World } from '../world.ts';

type Options = { readonly server?: string; readonly json?: boolean };
type Begun = {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
};

const CLIENT = { clientId: 'outlap' };
const LONGEST_NAME = 60;
/** RFC 8628 §3.5. */
const SLOWER_SECONDS = 5;

/** `outlap login`: signs this machine in to a server by a code that a person types in a browser. */
export function loginCommand(world: World): Command {
  return new Command('login')
    .description('sign this machine in to a server, by a code that you type in a browser')
    .option('--server <address>', 'the server (default: OUTLAP_URL or http://127.0.0.1:8000)')
    .option('--json', 'JSON lines')
    .action(async (options: Options) => {
      const server = serverAddress(world, options.server);
      const interrupted = new AbortController();
      const forget = world.onInterrupt?.(() => interrupted.abort());
      try {
        const begun = await begin(world, server);
        show(world, begun, options);
        const answer = await poll(world, server, begun, interrupted.signal);
        await keep(world, server, answer, options);
      } finally {
        forget?.();
      }
    });
}

async function begin(world: World, server: string): Promise<Begun> {
  const name = (world.hostname ?? '').replace(/[^\p{L}\p{N} ._-]/gu, '').slice(0, LONGEST_NAME);
  const answer = await post<Begun>(world, server, '/auth/device/code', {
    ...CLIENT,
    ...(name && { deviceName: name }),
  });
  if ('ok' in answer) return answer.ok;
  const { code, detail } = answer.refused;
  throw new CommandError('server_refused', `${code}: ${detail}`);
}

function show(world: World, begun: Begun, { json }: Options): void {
  const { user_code: userCode, verification_uri: address } = begun;
  if (json) {
    const { verification_uri_complete: addressWithCode, expires_in: expiresInSeconds } = begun;
    const line = { userCode, address, addressWithCode, expiresInSeconds };
    world.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  world.stderr.write(
    `Open ${address} in a browser and type this code:\n\n    ${userCode}\n\nOr open ${begun.verification_uri_complete}\n`,
  );
}

async function poll(
  world: World,
  server: string,
  begun: Begun,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const body = { ...CLIENT, deviceCode: begun.device_code };
  const until = Date.now() + begun.expires_in * 1000;
  let seconds = begun.interval;
  for (;;) {
    await waitShowing(world, seconds, until, signal);
    if (Date.now() > until) throw new CommandError('sign_in_refused', 'The code is too old now');
    const answer = await post<TokenAnswer>(world, server, '/auth/device/token', body).catch(
      (error: unknown) => {
        // A network that is away for a moment; the code is good until it is too old.
        if (error instanceof CommandError && error.code === 'server_unreachable') return undefined;
        throw error;
      },
    );
    if (answer === undefined) continue;
    if ('ok' in answer) return answer.ok;
    const { code, detail, status } = answer.refused;
    if (code === 'slow_down' || status === 429) seconds += SLOWER_SECONDS;
    else if (code !== 'authorization_pending' && status < 500)
      throw new CommandError('sign_in_refused', `${code}: ${detail}`);
  }
}

/** Waits, and shows on a terminal how long the code is good. */
async function waitShowing(
  world: World,
  seconds: number,
  until: number,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (world.stderr.isTTY) {
      const left = Math.max(0, Math.round((until - Date.now()) / 1000));
      const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
      world.stderr.write(`\rWaiting for you, ${clock} left `);
    }
    await wait(Math.min(1000, Math.max(0, end - Date.now())), undefined, { signal }).catch(() => {
      throw new CommandError('sign_in_refused', 'Stopped before anybody answered');
    });
  }
  if (world.stderr.isTTY) world.stderr.write('\r\u001b[K');
}

async function keep(
  world: World,
  server: string,
  answer: TokenAnswer,
  { json }: Options,
): Promise<void> {
  const store = new LoginStore(world);
  const { name, email } = answer.user;
  const place = await store.exclusively(server, async () => {
    const before = await store.read(server).catch(() => undefined);
    const kept = await store.write({ server, name, email }, toTokens(answer));
    const old = before && { refreshToken: before.refreshToken };
    if (old) await post(world, server, '/auth/logout', old).catch(() => undefined);
    return kept;
  });
  if (json) world.stdout.write(`${JSON.stringify({ server, name, email, keptIn: place })}\n`);
  else
    world.stderr.write(
      `Signed in to ${server} as ${name}. The token is in ${place === 'keychain' ? 'the keychain of this system' : 'a file that only you can read'}.\n`,
    );
}
