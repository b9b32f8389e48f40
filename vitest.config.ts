import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'telemetry', root: 'packages/telemetry' } },
      { test: { name: 'formats', root: 'packages/formats', testTimeout: 60_000 } },
      { test: { name: 'protocol', root: 'packages/protocol' } },
      { test: { name: 'server', root: 'apps/server', testTimeout: 60_000, hookTimeout: 60_000 } },
      {
        test: { name: 'recorder', root: 'apps/recorder', testTimeout: 60_000, hookTimeout: 60_000 },
      },
      { test: { name: 'web', root: 'apps/web' } },
      { test: { name: 'repository', root: 'scripts' } },
    ],
  },
});
