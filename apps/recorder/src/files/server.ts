import { CommandError } from '../errors.ts';
import type { World } from '../world.ts';

const DEFAULT_ADDRESS = 'http://127.0.0.1:8000';

/** A server named by --server, OUTLAP_URL, or the default of a laptop. Its errors become CommandError. */
export function connect(world: World, address: string | undefined) {
  const base = (address ?? world.env['OUTLAP_URL'] ?? DEFAULT_ADDRESS).replace(/\/+$/, '');
  const request = async (path: string, init?: RequestInit): Promise<Response> => {
    let response: Response;
    try {
      response = await world.fetch(`${base}${path}`, init);
    } catch (error) {
      throw new CommandError('server_unreachable', `No answer from ${base}`, { cause: error });
    }
    if (!response.ok) throw await refusal(response);
    return response;
  };
  return {
    base,
    request,
    get: async (path: string) => (await (await request(path)).json()) as Record<string, unknown>,
    bytes: async (path: string) => (await request(path)).arrayBuffer(),
  };
}

async function refusal(response: Response): Promise<CommandError> {
  const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
  return new CommandError(
    'server_refused',
    `${problem.code ?? `status ${response.status}`}: ${problem.detail ?? response.statusText}`,
  );
}
