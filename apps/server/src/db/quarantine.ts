import type { Deps } from '../deps.ts';
import { AppError } from '../errors.ts';
import type { Db } from './client.ts';

/**
 * Throws AppError file_quarantined where a scanner found something in a file that one of these sessions was read from: what
 * was made of it is not handed out either. A session whose file was never scanned is as good as it was.
 */
export async function refuseQuarantined(
  deps: Pick<Deps, 'db' | 'config'>,
  sessionIds: readonly string[],
): Promise<void> {
  if (await isQuarantined(deps, sessionIds))
    throw new AppError('file_quarantined', 'The file was not found clean; it is not handed out');
}

export async function isQuarantined(
  { db, config }: Pick<Deps, 'db' | 'config'>,
  sessionIds: readonly string[],
): Promise<boolean> {
  if (config.UPLOAD_SCAN === 'none' || sessionIds.length === 0) return false;
  return (await findQuarantined(db, sessionIds)) !== undefined;
}

/** By the primary keys of both tables. */
function findQuarantined(db: Db, sessionIds: readonly string[]) {
  return db
    .selectFrom('session')
    .innerJoin('object_verdict', (join) =>
      join.on((on) =>
        on.or([
          on('object_verdict.key', '=', on.ref('session.recording_key')),
          on('object_verdict.key', '=', on.ref('session.companion_key')),
        ]),
      ),
    )
    .select('session.id')
    .where('session.id', 'in', [...sessionIds])
    .where('object_verdict.clean', '=', false)
    .executeTakeFirst();
}
