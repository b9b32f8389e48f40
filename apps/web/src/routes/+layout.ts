import { redirect } from '@sveltejs/kit';
import { isOpenPage, signInPath } from '../lib/identity/own-path.ts';
import { session } from '../lib/identity/session.svelte.ts';

export const ssr = false;
export const prerender = false;

/** The pages are public, what they show is not: who is not signed in is led there first. */
export async function load({ url }: { url: URL }): Promise<void> {
  if (isOpenPage(url.pathname) || (await session.start()) || session.isShown(url.pathname)) return;
  redirect(307, signInPath(url.pathname + url.search));
}
