import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineProject } from 'vitest/config';

// Runes are compiled as for the browser; there is no page.
export default defineProject({
  plugins: [svelte({ configFile: false })],
  resolve: {
    conditions: ['browser'],
    // The servers of tests are real.
    alias: { ws: fileURLToPath(import.meta.resolve('ws')) },
  },
  test: {
    name: 'web',
    testTimeout: 60_000,
    environment: './src/lib/testing/without-page.ts',
    setupFiles: ['src/lib/testing/relative-requests.ts'],
  },
});
