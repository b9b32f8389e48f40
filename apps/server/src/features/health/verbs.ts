import type { Deps } from '../../deps.ts';
import { pingDatabase } from '../../db/client.ts';
import type { Readiness } from './schemas.ts';

const PATIENCE_MS = 2000;

/** Asks database and object store for a sign of life; neither may take longer than two seconds. */
export async function checkReadiness(deps: Deps): Promise<Readiness> {
  const [database, objects] = await Promise.all([
    answersInTime(pingDatabase(deps.db)),
    answersInTime(deps.objects.head('health/probe')),
  ]);
  const status = database && objects ? 'ok' : 'unavailable';
  return {
    status,
    checks: { database: database ? 'ok' : 'failed', objects: objects ? 'ok' : 'failed' },
  };
}

async function answersInTime(question: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const answer = question.then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
