import { openAsBlob } from 'node:fs';
import { fetchSignedIn } from '@outlap/e2e/credentials';
import type { Product } from '@outlap/e2e/product';

type Import = {
  readonly id: string;
  readonly state: string;
  readonly sessionId: string | null;
  readonly error: unknown;
};

const LONGEST_SECONDS = 180;

/** Sends a file to the server, from disk as a browser does, and waits for its session; the session's id. */
export async function upload({ address, output }: Product, path: string): Promise<string> {
  const body = new FormData();
  body.append('file', await openAsBlob(path), 'session.ibt');
  const response = await fetchSignedIn(`${address}/api/sessions/import`, { method: 'POST', body });
  if (response.status !== 202) throw new Error(`Import refused: ${await response.text()}`);
  const { items } = (await response.json()) as { items: Import[] };
  const end = performance.now() + LONGEST_SECONDS * 1000;
  while (performance.now() < end) {
    const answer = await fetchSignedIn(`${address}/api/imports/${items[0]?.id}?waitSeconds=5`);
    const { state, sessionId, error } = (await answer.json()) as Import;
    if (state === 'done' && sessionId !== null) return sessionId;
    if (state === 'failed') throw new Error(`The import failed: ${JSON.stringify(error)}`);
  }
  throw new Error(`The import does not end:\n${output()}`);
}
