import { resealAll } from '../identity/rotate.ts';
import { fingerprintOf } from '../identity/secrets.ts';
import { openServer } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';

/** Seals again, with the first secret of AUTH_SECRET, what an older one hides: afterwards the others can be taken out. */
export async function rotateSecrets({ config, json }: Output): Promise<number> {
  const opened = await openServer(config, quietLog(config));
  try {
    const { identity, audit } = opened.deps;
    const rows = await resealAll(identity.store, identity.secrets);
    const [newest, ...older] = identity.secrets.map(fingerprintOf);
    // Its head is signed anew with it.
    await audit.append({
      action: 'secrets.rotated',
      result: 'done',
      actorId: null,
      detail: { inUse: newest ?? '', rows },
    });
    if (json) console.log(JSON.stringify({ inUse: newest, older, rows }));
    else
      console.log(
        `${rows} rows are sealed with ${newest}.${older.length > 0 ? ` ${older.join(', ')} can be taken out of AUTH_SECRET a day from now, when links and codes that were sent before are over.` : ''}`,
      );
    return EXIT.ok;
  } finally {
    await opened.close();
  }
}
