// A thread that drives the demo session in the simulator and writes it as a file, as if it had been recorded.
import { writeIbt } from '@outlap/formats';
import { demoRecording } from '@outlap/telemetry';
import { answerTasks, Moved } from '../../threads/tasks.ts';

answerTasks(async (input) => {
  const { startedAt } = input as { startedAt: string };
  return new Moved(new Uint8Array(writeIbt(demoRecording(startedAt))));
});
