import { redirect } from '@sveltejs/kit';
import { listSessions } from '../lib/api.ts';

/**
 * Who comes while a car is driving came for that; else the newest session with a lap that counts is what a driver came
 * for; without one, the list says what to do.
 */
export async function load({ parent }: { parent: () => Promise<unknown> }): Promise<never> {
  await parent();
  const newest = await listSessions({ limit: 20 }).catch(() => undefined);
  const items = newest?.items ?? [];
  if (items.some((session) => session.state === 'live')) redirect(307, '/live');
  const id = (items.find((session) => session.validLapCount > 0) ?? items[0])?.id;
  redirect(307, id ? `/sessions/${id}` : '/sessions');
}
