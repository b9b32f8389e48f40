import type { Deps } from '../../deps.ts';
import { withIdentityMails } from '../../identity/mail/post.ts';
import { startOutbox } from '../../mail/outbox.ts';
import { alertComposer } from './message.ts';
import { AlertWatcher } from './watch.ts';

/** Evaluates the rules and sends what they found, for as long as the server runs. */
export function startAlerts(
  deps: Deps,
  random: () => number,
): { readonly stop: () => Promise<void> } {
  const watcher = new AlertWatcher(deps);
  const { secrets, publicUrl } = deps.identity;
  const composer = withIdentityMails(alertComposer(deps.config), secrets, publicUrl);
  const outbox = startOutbox(deps, composer, random);
  const unsubscribe = [
    deps.bus.subscribe('*', ({ kind }) => kind === 'alert' && outbox.wake(), { here: true }),
    deps.bus.subscribe('', ({ kind }) => kind === 'outbox-changed' && outbox.wake()),
  ];
  return {
    stop: async () => {
      for (const stop of unsubscribe) stop();
      await watcher.stop();
      await outbox.stop();
    },
  };
}
