// Arguments: reader, file, runs. Reads the file that often and prints what it took, as JSON.
import { ibt } from '@outlap/formats';
// Its main file asks for a global that nothing brings along; this is its other build, the faster one.
import { Telemetry } from 'ibt-telemetry/dist/index.js';
import { openFile } from './open-file.ts';

export type Reading = { readonly seconds: readonly number[]; readonly grownBytes: number };

const [reader, path = '', runs = '1'] = process.argv.slice(2);

async function readOurs(): Promise<number> {
  const source = await openFile(path);
  try {
    return (await ibt.read(source, {})).channels.length;
  } finally {
    await source.handle.close();
  }
}

async function readPeers(): Promise<number> {
  const telemetry = await Telemetry.fromFile(path);
  let values = 0;
  const names = telemetry.varHeaders.map(({ name }) => name);
  for (const sample of telemetry.samples()) {
    for (const name of names) if (sample.getParam(name)) values++;
  }
  return values;
}

const readOnce = reader === 'outlap' ? readOurs : readPeers;
const before = process.memoryUsage.rss();
if (Number(runs) > 1) await readOnce();
const seconds: number[] = [];
for (let i = 0; i < Number(runs); i++) {
  const started = performance.now();
  if ((await readOnce()) < 200) throw new Error('Not all channels were read');
  seconds.push((performance.now() - started) / 1000);
}
const grownBytes = process.resourceUsage().maxRSS * 1024 - before;
console.log(JSON.stringify({ seconds: seconds.sort((a, b) => a - b), grownBytes }));
