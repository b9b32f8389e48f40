import { analysis } from './analysis.ts';
import { ingest } from './live/ingest.ts';
import { backup } from './backup/backup.ts';
import { comparePage } from './compare-page/compare-page.ts';
import { ibtRead } from './ibt-read.ts';
import { identity } from './identity/identity.ts';
import { idle } from './idle/idle.ts';
import { importSession } from './import-session.ts';
import { lambda } from './lambda/lambda.ts';
import { lapStore } from './lap-store.ts';
import { livePage } from './live-page/live-page.ts';
import { queue } from './live/queue.ts';
import { lists } from './lists/lists.ts';
import { catchUp } from './recorder/catch-up.ts';
import { recorder } from './recorder/recorder.ts';
import type { Bench } from './report.ts';
import { viewers } from './viewers/viewers.ts';

/** All benches in the order of the table. */
export const BENCHES: readonly Bench[] = [
  { name: 'ibt-read', run: ibtRead },
  { name: 'lap-store', run: lapStore },
  { name: 'analysis', run: analysis },
  { name: 'import', run: importSession },
  { name: 'lists', run: lists },
  { name: 'compare-page', run: comparePage },
  { name: 'ingest', run: ingest },
  { name: 'queue', run: queue },
  { name: 'viewers', run: viewers },
  { name: 'recorder', run: recorder },
  { name: 'catch-up', run: catchUp },
  { name: 'identity', run: identity },
  { name: 'idle', run: idle },
  { name: 'lambda', run: lambda },
  { name: 'backup', run: backup },
  { name: 'live-page', run: livePage },
];
