import { killRecorder, killServer } from './kills.ts';
import {
  clockJumps,
  fullRecorderDisk,
  fullServerDisk,
  hourOfOutage,
  restartDatabase,
  twoRecorders,
} from './machines.ts';
import { corruptBytes, cutMessages, delays, dropAnswers, holes } from './network.ts';
import { killConsumer, queueAway } from './queues.ts';
import type { Fault } from './scenario.ts';
import { killOneOfTwo, rollingRestart } from './two-servers.ts';
import { stuckViewer } from './viewers.ts';

/** Every fault, how often `npm run faults` tries it, and how often `npm test` does. */
export const FAULTS: readonly {
  readonly fault: Fault;
  readonly long: number;
  readonly short: number;
}[] = [
  { fault: killServer, long: 100, short: 2 },
  { fault: killRecorder, long: 100, short: 3 },
  { fault: dropAnswers, long: 30, short: 2 },
  { fault: cutMessages, long: 30, short: 2 },
  { fault: corruptBytes, long: 30, short: 3 },
  { fault: delays, long: 1000, short: 0 },
  { fault: holes, long: 3, short: 0 },
  { fault: restartDatabase, long: 10, short: 1 },
  { fault: fullServerDisk, long: 3, short: 0 },
  { fault: fullRecorderDisk, long: 5, short: 1 },
  { fault: clockJumps, long: 20, short: 2 },
  { fault: hourOfOutage, long: 1, short: 0 },
  { fault: twoRecorders, long: 3, short: 1 },
  { fault: killOneOfTwo, long: 10, short: 1 },
  { fault: stuckViewer, long: 1, short: 1 },
  { fault: rollingRestart, long: 10, short: 1 },
  { fault: queueAway, long: 20, short: 2 },
  { fault: killConsumer, long: 20, short: 0 },
];
