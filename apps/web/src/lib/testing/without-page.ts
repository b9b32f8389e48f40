import type { Environment } from 'vitest/runtime';

/** Modules as the browser gets them, run by Node without a page. */
export default {
  name: 'without-page',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment;
