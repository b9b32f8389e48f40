import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startProduct } from '../product.ts';
import { startProxy, targetOf, type Weather } from './proxy.ts';
import { startRecorder } from './recorder-process.ts';
import { type Fault, finish, verify, withFolder } from './scenario.ts';

/** Seconds that bad weather lasts at most: what hits once a connection waits for each next one. */
const WEATHER_SECONDS = 300;

/** A recorder behind a network whose weather is bad until it has hit so many times, then fair. */
function networkFault(name: string, toWeather: (random: () => number) => Weather): Fault {
  return {
    name,
    run: ({ times, random }) =>
      withFolder(async (folder) => {
        const product = await startProduct({ DEMO: '0' }, join(folder, 'data'));
        const proxy = await startProxy(() => targetOf(product.address));
        const recorder = startRecorder({
          server: proxy.address,
          spool: join(folder, 'spool'),
          args: ['--source', 'simulator', '--speed', '4'],
        });
        try {
          await wait(1500);
          proxy.weather = toWeather(random);
          for (let left = WEATHER_SECONDS * 10; proxy.hits() < times && left > 0; left--)
            await wait(100);
          const hits = proxy.hits();
          proxy.weather = { kind: 'fair' };
          proxy.cutAll();
          await wait(3000);
          const expected = await finish(recorder);
          const { samples, lost, twice, wrong } = await verify(product.address, expected);
          const note = hits < times ? `hit only ${hits} times` : '';
          return { what: name, times: hits, samples, lost: lost + wrong, twice, note };
        } finally {
          await recorder.kill();
          await proxy.close();
          await product.stop();
        }
      }),
  };
}

export const dropAnswers = networkFault('the answer is lost after the commit', (random) => ({
  kind: 'drop-answers',
  after: () => 2 + Math.floor(random() * 6),
}));

export const cutMessages = networkFault('cut in the middle of a message', (random) => ({
  kind: 'cut',
  afterBytes: () => 500 + Math.floor(random() * 40_000),
}));

export const corruptBytes = networkFault('bytes are changed on the way', (random) => ({
  kind: 'corrupt',
  everyBytes: () => 20_000 + Math.floor(random() * 60_000),
}));

export const delays = networkFault('pieces are late by 0 to 400 ms', (random) => {
  let at = 0;
  return {
    kind: 'delay',
    // A later piece never overtakes an earlier one, as TCP has it.
    ms: () => {
      const now = performance.now();
      at = Math.max(at, now + random() * 400);
      return at - now;
    },
  };
});

export const holes = networkFault('the link dies without a word (half-open)', () => ({
  kind: 'hole',
}));
