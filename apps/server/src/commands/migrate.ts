import { openServer } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';

/** Opening brings the schema up to date. */
export async function migrateDatabase({ config, json }: Output): Promise<number> {
  const opened = await openServer(config, quietLog(config));
  await opened.close();
  const { migrated } = opened;
  if (json) console.log(JSON.stringify({ applied: migrated }));
  else
    console.log(
      migrated.length === 0 ? 'The schema is up to date.' : `Applied: ${migrated.join(', ')}`,
    );
  return EXIT.ok;
}
