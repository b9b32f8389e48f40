import { parentPort } from 'node:worker_threads';
import { decodeSessionText, parseSessionText } from '@outlap/formats';

parentPort?.on('message', (bytes: Uint8Array) => {
  parentPort?.postMessage(parseSessionText(decodeSessionText(bytes)));
});
