import { fetchSignedIn } from './credentials.ts';

type Detail = { readonly laps: readonly { id: string; kind: string; timeSeconds: number }[] };
type Shown = { readonly name: string; readonly path: string; readonly isReady: string };

/** Every page of the product with the newest session on it, and a mark that says it is drawn. */
export async function listPages(address: string): Promise<Shown[]> {
  const ask = async <T>(path: string) => (await (await fetchSignedIn(address + path)).json()) as T;
  const { items } = await ask<{ items: { id: string }[] }>('/api/sessions?limit=1');
  const id = items[0]?.id ?? '';
  const { laps } = await ask<Detail>(`/api/sessions/${id}`);
  const [first, ...others] = laps
    .filter(({ kind }) => kind === 'full')
    .sort((a, b) => a.timeSeconds - b.timeSeconds)
    .map((lap) => lap.id);
  return [
    { name: 'sessions', path: '/sessions', isReady: `a[href$="${id}"]` },
    { name: 'session', path: `/sessions/${id}`, isReady: '[data-row]' },
    {
      name: 'compare',
      path: `/compare?reference=${first ?? ''}&laps=${others.join(',')}`,
      isReady: '[data-row]',
    },
    { name: 'nothing compared', path: '/compare', isReady: 'main .button-primary' },
    { name: 'tracks', path: '/tracks', isReady: 'article' },
    { name: 'sign-in', path: '/sign-in', isReady: 'form[aria-label="Sign in with a password"]' },
    { name: 'sign-up', path: '/sign-up', isReady: 'input[type=checkbox]' },
    ...['profile', 'security', 'data'].map((part) => ({
      name: `account, ${part}`,
      path: `/account?part=${part}`,
      isReady: 'main section h2',
    })),
    { name: 'team', path: '/team', isReady: 'main h1' },
    { name: 'users', path: '/users', isReady: 'main tbody tr' },
    { name: 'audit', path: '/audit', isReady: 'main li, main tbody tr' },
    { name: 'backups', path: '/backups', isReady: 'main h1' },
  ];
}
