import type { Logger } from 'pino';
import type { Mail } from '../../mail/mail.ts';
import { noteUnsent } from './note-unsent.ts';
import type { IdentityPost } from './post.ts';
import { composeIdentityMail } from './texts.ts';

type Options = {
  readonly mail: Mail;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly newId: () => string;
};

const TRIES = 2;

/**
 * Mails about accounts that go at once, where no outbox is. What the mail server does not take is logged and lost: the
 * sign-in that it tells of goes on, and links and codes are asked for again.
 */
export function openDirectPost({ mail, publicUrl, log, newId }: Options): IdentityPost {
  return {
    send: async (message) => {
      if (!mail.configured) return noteUnsent(message, publicUrl, log);
      const { to, kind } = message;
      const sent = {
        to,
        messageId: `<${newId()}@outlap>`,
        ...composeIdentityMail(message, publicUrl),
      };
      for (let attempt = 1; attempt <= TRIES; attempt++)
        try {
          return await mail.send(sent);
        } catch (error) {
          log.error({ err: error, kind, attempt }, 'the mail server did not take a mail');
        }
    },
  };
}
