import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Two files at a time also where there are two cores: servers of tests wait for their databases most of the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: 'telemetry', root: 'packages/telemetry', testTimeout: 60_000 } },
      { test: { name: 'formats', root: 'packages/formats', testTimeout: 60_000 } },
      { test: { name: 'protocol', root: 'packages/protocol', testTimeout: 60_000 } },
      { test: { name: 'server', root: 'apps/server', testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'recorder',
          root: 'apps/recorder',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      'apps/web/vitest.config.ts',
      {
        test: {
          name: 'aws',
          root: 'infra/aws',
          globalSetup: join(import.meta.dirname, 'scripts/aws-installed.mjs'),
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'deploy', root: 'deploy', testTimeout: 60_000, hookTimeout: 60_000 } },
      { test: { name: 'repository', root: 'scripts', testTimeout: 60_000 } },
    ],
  },
});
