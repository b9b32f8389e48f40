import type { NamedObject } from '../db/table-list.ts';
import type { ObjectStore } from '../objects/object-store.ts';

/** Whether a bucket refused, rather than failed. */
export function isRefusal(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 403;
}

/** A store as a backup reads it; `withheld` fills with the keys that it kept back. */
export type Reader = Pick<ObjectStore, 'head' | 'get'> & { readonly withheld: ReadonlySet<string> };

/**
 * Takes a refusal to hand out what a scanner doubts for an answer. Any other refusal is thrown: a bucket whose rights went
 * wrong would look like an empty one, and its backup like a whole one.
 */
export function readerOf(objects: ObjectStore, named: readonly NamedObject[]): Reader {
  const doubted = new Set(named.filter((one) => one.doubted).map(({ key }) => key));
  const withheld = new Set<string>();
  const ask = async <T>(key: string, question: Promise<T>): Promise<T | undefined> => {
    try {
      return await question;
    } catch (error) {
      if (!doubted.has(key) || !isRefusal(error)) throw error;
      withheld.add(key);
      return undefined;
    }
  };
  return {
    withheld,
    head: (key) => ask(key, objects.head(key)),
    get: (key, range) => ask(key, objects.get(key, range)),
  };
}
