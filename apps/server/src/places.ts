import { existsSync } from 'node:fs';
import type { CityResponse } from 'maxmind';
import { ConfigError } from './config.ts';

/** Where an address is, roughly; null where it is not known. */
export type Places = { readonly find: (address: string) => Promise<string | null> };

/** The places of a MaxMind database, which is read at the first question. Throws ConfigError. */
export function openPlaces(path: string): Places {
  if (path === '') return { find: async () => null };
  if (!existsSync(path)) throw new ConfigError(['PLACE_DATABASE: must name a file that is there']);
  const open = async () => {
    const { open: openDatabase, validate } = await import('maxmind');
    const opened = await openDatabase<CityResponse>(path);
    return { find: (address: string) => (validate(address) ? opened.get(address) : null) };
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    find: async (address) => {
      opened ??= open();
      const found = (await opened).find(address);
      const names = [found?.city?.names.en, found?.country?.names.en];
      return names.filter(Boolean).join(', ') || null;
    },
  };
}
