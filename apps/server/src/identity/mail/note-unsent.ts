import type { Logger } from 'pino';
import { type IdentityMail, linkOf } from './texts.ts';

/** Says in the log what a mail would have said that a person needs, where there is no mail server. */
export function noteUnsent(message: IdentityMail, publicUrl: string, log: Logger): void {
  const secret = linkOf(message, publicUrl) ?? ('code' in message ? message.code : undefined);
  if (secret === undefined) return;
  log.info({ to: message.to, kind: message.kind, secret }, 'There is no mail server (SMTP_URL)');
}
