import type { Deps } from '../deps.ts';

type Names = {
  readonly prefixes?: readonly string[];
  readonly keys?: readonly (string | null)[];
};

/** Removes objects that no row names any more. A failure is logged, not thrown: the sweep at the next start repeats it. */
export async function deleteObjects(
  { objects, log }: Pick<Deps, 'objects' | 'log'>,
  names: Names,
): Promise<void> {
  try {
    await deleteObjectsNow(objects, names);
  } catch (error) {
    log.warn({ err: error, ...names }, 'objects could not be deleted');
  }
}

/** The same for objects that rows still name: a failure is thrown, so that the rows stay until the objects are gone. */
export async function deleteObjectsNow(objects: Deps['objects'], names: Names): Promise<void> {
  for (const prefix of names.prefixes ?? []) await objects.deletePrefix(prefix);
  for (const key of names.keys ?? []) if (key !== null) await objects.delete(key);
}
