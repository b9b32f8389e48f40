import { buildApp } from '@outlap/server/src/app.ts';
import { parseConfig } from '@outlap/server/src/config.ts';
import type { Deps } from '@outlap/server/src/deps.ts';
import { createPerson } from '@outlap/server/src/identity/accounts.ts';
import { openServer } from '@outlap/server/src/server.ts';
import { pino } from 'pino';
import { temporaryPath } from '../temporary-folder.ts';

export const PASSWORD = 'tarmac wolf 29';
export const EMAIL = 'bench@example.org';

export type OwnServer = {
  readonly app: Awaited<ReturnType<typeof buildApp>>;
  readonly deps: Deps;
  readonly userId: string;
  readonly close: () => Promise<void>;
};

/** A server in this process, so that nothing but its own work is measured, and an account there. */
export async function openOwnServer(): Promise<OwnServer> {
  const env = { DATA_DIR: temporaryPath('identity'), DEMO: '0', LOG_LEVEL: 'silent' };
  const opened = await openServer(parseConfig(env), pino({ level: 'silent' }));
  const { deps } = opened;
  const app = await buildApp(deps);
  const { identity, now, newId } = deps;
  const passwordHash = await identity.passwords.hash(PASSWORD);
  const user = await createPerson(
    { store: identity.store, now, newId },
    { email: EMAIL, name: 'Bench', emailVerified: true, passwordHash },
  );
  return {
    app,
    deps,
    userId: String(user['id']),
    close: async () => {
      await app.close();
      await opened.close();
    },
  };
}
