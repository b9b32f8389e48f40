import { redirect } from '@sveltejs/kit';
import { listSessions } from '../lib/api.ts';

/** The newest session with a lap that counts is what a driver came for; without one, the list says what to do. */
export async function load(): Promise<never> {
  const newest = await listSessions({ limit: 20 }).catch(() => undefined);
  const id = (newest?.items.find((session) => session.validLapCount > 0) ?? newest?.items[0])?.id;
  redirect(307, id ? `/sessions/${id}` : '/sessions');
}
