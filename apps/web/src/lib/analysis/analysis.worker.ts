import { lapFileUrl } from '../lap-file-url.ts';
import { ANALYSIS_CHANNELS, buffersOf, compareStored } from './compute.ts';
import { LapStore } from './lap-store.ts';
import type { WorkerCall, WorkerReply } from './messages.ts';

// `self` is typed as a window here; a worker's postMessage takes the buffers to hand over as its second argument.
const post = self.postMessage.bind(self) as (reply: WorkerReply, buffers?: Transferable[]) => void;
const store = new LapStore(
  (id, version) => new URL(lapFileUrl(id, version), self.location.origin).href,
);

async function answer({ call, request }: WorkerCall): Promise<void> {
  try {
    const names = [...ANALYSIS_CHANNELS, ...request.channels];
    const laps = await Promise.all(request.laps.map((lap) => store.read(lap, names)));
    const result = compareStored(laps, request);
    post({ call, answer: result }, buffersOf(result));
  } catch (cause) {
    post({ call, failure: cause instanceof Error ? cause.message : String(cause) });
  }
}

self.onmessage = (event: MessageEvent<WorkerCall>) => void answer(event.data);
