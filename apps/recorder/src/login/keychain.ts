/** Where the operating system keeps secrets of a person. */
export type Keychain = {
  readonly read: (name: string) => Promise<string | null>;
  readonly write: (name: string, secret: string) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
};

const SERVICE = 'outlap';

/** The keychain of this system; undefined where there is none, or its package is not installed. */
export async function openKeychain(): Promise<Keychain | undefined> {
  const keyring = await import('@napi-rs/keyring').catch(() => undefined);
  if (!keyring) return undefined;
  // The kernel's own keys, which stand in for a missing keychain on Linux, are gone after a restart.
  const options = { linux: { store: 'secret-service' as const } };
  const entry = (name: string) => new keyring.AsyncEntry(SERVICE, name, options);
  return {
    read: async (name) => (await entry(name).getPassword()) ?? null,
    // Making an entry throws at once where nobody answers: here it becomes a rejection.
    write: async (name, secret) => entry(name).setPassword(secret),
    remove: async (name) => void (await entry(name).deletePassword()),
  };
}
