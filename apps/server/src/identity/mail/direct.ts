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

/** Answers beside which a mail goes come a while later: the sign-in or the entry in the log goes on after it. */
const PATIENCE_MS = 3000;

/**
 * Mails about accounts that go at once, where no outbox is. What the mail server does not take in time is logged and
 * lost: the sign-in that it tells of goes on, and links and codes are asked for again.
 */
export function openDirectPost({ mail, publicUrl, log, newId }: Options): IdentityPost {
  return {
    send: async (message) => {
      if (!mail.configured) return noteUnsent(message, publicUrl, log);
      const { to, kind } = message;
      const messageId = `<${newId()}@outlap>`;
      try {
        await inTime(mail.send({ to, messageId, ...composeIdentityMail(message, publicUrl) }));
      } catch (error) {
        log.error({ err: error, kind }, 'the mail server did not take a mail');
      }
    },
  };
}

async function inTime(sending: Promise<void>): Promise<void> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`Not taken within ${PATIENCE_MS} ms`)),
    PATIENCE_MS,
  );
  try {
    await Promise.race([sending, late]);
  } finally {
    clearTimeout(timer);
  }
}
