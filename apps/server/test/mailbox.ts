import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type Received = { readonly to: string; readonly subject: string; readonly text: string };

/** A mail server of a test, and what came in. */
export type Mailbox = {
  readonly url: string;
  readonly mails: readonly Received[];
  /** Waits for a mail to this address whose subject has these words, and takes it out. */
  readonly take: (to: string, subject: RegExp) => Promise<Received>;
  /** Waits for such a mail, and gives the token of its link. */
  readonly takeToken: (to: string, subject: RegExp) => Promise<string>;
  readonly close: () => Promise<void>;
};

const PATIENCE_MS = 10_000;

export async function openMailbox(): Promise<Mailbox> {
  const mails: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, session, done) => {
      buffer(stream)
        .then((bytes) => PostalMime.parse(bytes))
        .then(({ subject = '', text = '' }) => {
          for (const { address } of session.envelope.rcptTo)
            mails.push({ to: address, subject, text });
          done();
        }, done);
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const take = async (to: string, subject: RegExp) => {
    const until = Date.now() + PATIENCE_MS;
    while (Date.now() < until) {
      const i = mails.findIndex((mail) => mail.to === to && subject.test(mail.subject));
      const [mail] = i < 0 ? [] : mails.splice(i, 1);
      if (mail) return mail;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const came = mails.map((mail) => `${mail.to}: ${mail.subject}`).join('; ');
    throw new Error(`No mail to ${to} about ${String(subject)}; there are: ${came}`);
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    take,
    takeToken: async (to, subject) => {
      const { text } = await take(to, subject);
      const [, token] = /#token=(\S+)/.exec(text) ?? [];
      if (!token) throw new Error(`No token in: ${text}`);
      return token;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
