import type { Deps } from '../../deps.ts';
import { pingDatabase } from '../../db/client.ts';
import { cached } from '../../observe/cached.ts';
import type { Check, Readiness } from './schemas.ts';

const PATIENCE_MS = 2000;
/** A mail server does not want to be greeted at every question of a balancer. */
const MAIL_MS = 60_000;

/** Without these nothing works; without the others something waits, and requests are answered all the same. */
const REQUIRED = ['database', 'objects'] as const;

export type ReadinessDeps = Pick<
  Deps,
  'db' | 'objects' | 'bus' | 'mail' | 'jobs' | 'drain' | 'config'
>;

/** Asks what the server depends on for a sign of life; nothing may take longer than two seconds. */
export function openReadiness(deps: ReadinessDeps): () => Promise<Readiness> {
  const askMail = cached(MAIL_MS, PATIENCE_MS, async () => {
    await deps.mail.verify();
    return true;
  });
  return async () => {
    const [database, objects, mail] = await Promise.all([
      answersInTime(pingDatabase(deps.db)),
      answersInTime(deps.objects.head('health/probe')),
      deps.mail.configured ? askMail() : undefined,
    ]);
    const { connected } = deps.bus;
    const checks: Readiness['checks'] = {
      database: toCheck(database),
      objects: toCheck(objects),
      jobs: toCheck(!deps.jobs.isFailing()),
      redis: connected ? toCheck(connected()) : 'off',
      mail: deps.mail.configured ? toCheck(mail === true) : 'off',
    };
    const works = REQUIRED.every((name) => checks[name] === 'ok');
    const status = deps.drain.isDraining ? 'draining' : works ? 'ok' : 'unavailable';
    return { status, checks, required: [...REQUIRED] };
  };
}

function toCheck(works: boolean): Check {
  return works ? 'ok' : 'failed';
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
