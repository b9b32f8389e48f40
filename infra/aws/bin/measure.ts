// `node infra/aws/bin/measure.ts`: synthesises each profile as the command line does, checks included, and prints its time.
import { performance } from 'node:perf_hooks';
import { appOf, PROFILES } from '../src/synthesise.ts';

for (const profile of PROFILES) {
  const started = performance.now();
  const { stacks } = appOf(profile).synth();
  const resources = stacks.reduce((sum, { template }) => {
    const { Resources } = template as { readonly Resources: object };
    return sum + Object.keys(Resources).length;
  }, 0);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${profile}: ${stacks.length} stacks, ${resources} resources, ${seconds.toFixed(1)} s`,
  );
}
