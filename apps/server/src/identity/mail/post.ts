import type { Logger } from 'pino';
import type { Bus } from '../../bus/bus.ts';
import type { Db } from '../../db/client.ts';
import { NOBODY } from '../../deps.ts';
import type { Mail } from '../../mail/mail.ts';
import type { Composer } from '../../mail/outbox.ts';
import { queueMessage } from '../../mail/queries.ts';
import { seal, type Secrets, unseal } from '../secrets.ts';
import { noteUnsent } from './note-unsent.ts';
import { composeIdentityMail, type IdentityMail } from './texts.ts';

/** Mails about accounts. */
export type IdentityPost = {
  /** Returns once the mail is in the outbox. Without a mail server its link or code goes to the log instead. */
  readonly send: (mail: IdentityMail) => Promise<void>;
};

type Options = {
  readonly db: Db;
  readonly bus: Bus;
  readonly mail: Mail;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly now: () => Date;
  readonly newId: () => string;
};

const PURPOSE = 'mail';

/** Links are good to whoever reads them: what lies in the outbox is sealed, and belongs to nobody's list. */
export function openIdentityPost(options: Options): IdentityPost {
  const { db, bus, mail, secrets, publicUrl, log, now, newId } = options;
  return {
    send: async (message) => {
      if (!mail.configured) return noteUnsent(message, publicUrl, log);
      await db.transaction().execute((tx) =>
        queueMessage(tx, {
          id: newId(),
          ownerId: NOBODY,
          kind: 'mail',
          recipient: message.to,
          payload: { sealed: seal(secrets, PURPOSE, JSON.stringify(message)) },
          burstKey: null,
          now: now(),
        }),
      );
      bus.publish({ kind: 'outbox-changed', sessionId: '' });
    },
  };
}

/** A composer that also knows the mails of identity. */
export function withIdentityMails(
  composer: Composer,
  secrets: Secrets,
  publicUrl: string,
): Composer {
  return {
    ...composer,
    mail: (row) => {
      const [first] = row.payload as readonly ({ sealed?: string } | undefined)[];
      if (typeof first?.sealed !== 'string') return composer.mail(row);
      const message = JSON.parse(unseal(secrets, PURPOSE, first.sealed)) as IdentityMail;
      return composeIdentityMail(message, publicUrl);
    },
  };
}
