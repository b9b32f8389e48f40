import { redirect } from '@sveltejs/kit';
import { listSessions } from '../lib/api.ts';

/** The newest session is what a driver came for; without one, the list says what to do. */
export async function load(): Promise<never> {
  const newest = await listSessions({ limit: 1 }).catch(() => undefined);
  const id = newest?.items[0]?.id;
  redirect(307, id ? `/sessions/${id}` : '/sessions');
}
