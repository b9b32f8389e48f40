import { pino } from 'pino';
import { openAside } from '../aside.ts';
import { openDynamoAudit } from '../audit/dynamo.ts';
import { openLocalBus } from '../bus/bus.ts';
import { type Config, ConfigError, publicUrlOf } from '../config.ts';
import { type IdentityDeps, LOCAL_OWNER } from '../deps.ts';
import { openIdentity } from '../identity/identity.ts';
import type { CallLibrary } from '../identity/library/call.ts';
import { openDirectPost } from '../identity/mail/direct.ts';
import type { Passwords } from '../identity/passwords.ts';
import { openSecrets, type Secrets } from '../identity/secrets.ts';
import { openDynamoTable } from '../identity/store/open-dynamo.ts';
import { openDynamoStore } from '../identity/store/dynamo.ts';
import type { IdentityStore } from '../identity/store/store.ts';
import { openTickets } from '../identity/tickets.ts';
import { newUuid } from '../ids.ts';
import { openMail } from '../mail/mail.ts';
import { openSms } from '../sms/open.ts';
import { openDynamoCounters } from '../throttle/dynamo-counters.ts';
import { openThrottle } from '../throttle/throttle.ts';

/** What the identity library is made of, in a function that calls it. */
export type LibraryNeeds = {
  readonly config: Config;
  readonly publicUrl: string;
  readonly store: IdentityStore;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly newId: () => string;
  readonly deps: Pick<IdentityDeps, 'post' | 'sms'>;
};

export type OpenLibrary = (needs: LibraryNeeds) => Promise<CallLibrary>;

/** Of functions that never call it. */
export const NO_LIBRARY: OpenLibrary = () =>
  Promise.reject(new Error('This function has no identity library'));

/** Identity's outside world without a database of the product: one table, a mail server, the log. */
export function openIdentityDeps(config: Config, library: OpenLibrary): IdentityDeps {
  if (config.IDENTITY_STORE === '')
    throw new ConfigError(['IDENTITY_STORE: must name a table of DynamoDB']);
  const log = pino({ level: config.LOG_LEVEL, base: null });
  const now = () => new Date();
  const newId = () => newUuid(now());
  const { client, table, name } = openDynamoTable(config.IDENTITY_STORE);
  const store = openDynamoStore(table, now);
  const secrets = openSecrets(config);
  const publicUrl = publicUrlOf(config);
  const audit = openDynamoAudit({ table, secrets, log, now });
  const bus = openLocalBus((error) => log.error({ err: error }, 'bus'));
  const mail = openMail(config);
  const sms = openSms(config.SMS_URL, log);
  const post = openDirectPost({ mail, publicUrl, log, newId });
  const deps = { post, sms };
  const identity = openIdentity({
    ...{ store, publicUrl, secrets, audit, bus, log, now, newId, isTold: false },
    library: (passwords) => library({ config, publicUrl, store, secrets, passwords, newId, deps }),
  });
  return {
    ...{ config, bus, mail, post, sms, identity, audit, log, now, newId },
    tickets: openTickets(store, { now, newId }),
    throttle: openThrottle(openDynamoCounters(client, { table: name, now })),
    places: { find: async () => null },
    aside: openAside(log),
    product: {
      findShareLink: async () => null,
      isInvited: async () => false,
      countSignUp: async () => false,
      runsTeam: async () => false,
    },
    ownerId: LOCAL_OWNER,
  };
}
