import { openServer } from '../server.ts';
import { EXIT, type Output, quietLog } from './command.ts';
import { ensureOwner, isAddress, toInvitation } from './user.ts';

export type MigrateOptions = {
  /** Whose account is made where no owner has one; a link to choose its password by is printed. */
  readonly owner?: string;
};

/** Opening brings the schema up to date. */
export async function migrateDatabase(
  { config, json }: Output,
  { owner }: MigrateOptions,
): Promise<number> {
  if (owner !== undefined && !isAddress(owner)) {
    console.error('--owner: wants an e-mail address');
    return EXIT.usage;
  }
  const opened = await openServer(config, quietLog(config));
  const { migrated } = opened;
  let link: string | undefined;
  try {
    if (owner !== undefined) link = await ensureOwner(opened.deps, owner);
  } finally {
    await opened.close();
  }
  if (json) console.log(JSON.stringify({ applied: migrated, ...(link && { owner, link }) }));
  else {
    const schema =
      migrated.length === 0 ? 'The schema is up to date.' : `Applied: ${migrated.join(', ')}`;
    console.log(
      [schema, ...(link ? [`${owner} is the owner.`, toInvitation(link)] : [])].join('\n'),
    );
  }
  return EXIT.ok;
}
