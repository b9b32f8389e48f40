import { expect, test, vi } from 'vitest';
import { WallState } from './wall-state.svelte.ts';

const page = (ids: readonly string[]) =>
  Response.json({ items: ids.map((id) => ({ id, open: true })), nextCursor: null });

/** A server with one running car for each of the person's teams. */
function standIn() {
  const server = { teams: ['red'], asked: 0 };
  vi.stubGlobal('fetch', async ({ url }: Request) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname === '/api/teams') {
      server.asked++;
      return page(server.teams);
    }
    const team = searchParams.get('team');
    if (team === null) return page([]);
    return server.teams.includes(team)
      ? page([`car of ${team}`])
      : Response.json({ code: 'team_not_found', detail: 'No' }, { status: 404 });
  });
  return server;
}

test('a team that was left or joined since is so on the wall', async () => {
  const server = standIn();
  const wall = new WallState();
  await wall.load();
  expect(wall.cars.map(({ session }) => session.id)).toEqual(['car of red']);
  server.teams = ['blue'];
  await wall.load();
  expect(wall.error).toBeUndefined();
  expect(wall.cars.map(({ session }) => session.id)).toEqual(['car of blue']);
});

test('there is one look at a time', async () => {
  const server = standIn();
  const wall = new WallState();
  await Promise.all([wall.load(), wall.load()]);
  expect(server.asked).toBe(1);
  await wall.load();
  expect(server.asked).toBe(2);
});
