import { type Client, createClient } from '@outlap/protocol';
import { CommandError } from '../errors.ts';
import { openCredential, USER_AGENT } from '../login/index.ts';
import type { World } from '../world.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:8000';

export type Server = {
  readonly address: string;
  /** The typed client; an answer that is an error has become a CommandError already. */
  readonly client: Client;
  /** For what is not JSON: uploads and files. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>;
};

/** A server named by --server, OUTLAP_URL, or the default of a laptop. Its errors become CommandError. */
export function connect(world: World, named: string | undefined): Server {
  const address = serverAddress(world, named);
  const credential = openCredential(world, address);
  const sendOnce = (input: Parameters<typeof fetch>[0], init: RequestInit, token?: string) => {
    const given = init.headers ?? (input instanceof Request ? input.headers : undefined);
    const headers = new Headers(given);
    headers.set('user-agent', USER_AGENT);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const sent = input instanceof Request ? input.clone() : input;
    return world.fetch(sent, { ...init, headers }).catch((error: unknown) => {
      throw new CommandError('server_unreachable', `No answer from ${address}`, { cause: error });
    });
  };
  const send: typeof fetch = async (input, init = {}) => {
    const token = await credential.token();
    const response = await sendOnce(input, init, token);
    if (response.ok) return response;
    if (response.status !== 401 || !(await credential.renew(token))) throw await refusal(response);
    const again = await sendOnce(input, init, await credential.token());
    if (!again.ok) throw await refusal(again);
    return again;
  };
  return {
    address,
    client: createClient(address, send),
    request: (path, init) => send(`${address}${path}`, init),
  };
}

/** The address of the server that a person means. */
export function serverAddress(world: World, named: string | undefined): string {
  return (named ?? world.env['OUTLAP_URL'] ?? DEFAULT_ADDRESS).replace(/\/+$/, '');
}

async function refusal(response: Response): Promise<CommandError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return new CommandError(
    response.status === 401 ? 'not_signed_in' : 'server_refused',
    `${problem.code ?? `status ${response.status}`}: ${problem.detail ?? response.statusText}`,
  );
}
