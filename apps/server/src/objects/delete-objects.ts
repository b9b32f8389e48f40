import type { Deps } from '../deps.ts';

/** Removes objects that no row names any more. A failure is logged, not thrown: the sweep at the next start repeats it. */
export async function deleteObjects(
  { objects, log }: Pick<Deps, 'objects' | 'log'>,
  names: { readonly prefixes?: readonly string[]; readonly keys?: readonly (string | null)[] },
): Promise<void> {
  try {
    for (const prefix of names.prefixes ?? []) await objects.deletePrefix(prefix);
    for (const key of names.keys ?? []) if (key !== null) await objects.delete(key);
  } catch (error) {
    log.warn({ err: error, ...names }, 'objects could not be deleted');
  }
}
