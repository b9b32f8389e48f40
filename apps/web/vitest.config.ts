import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineProject } from 'vitest/config';

// Runes are compiled as for the browser; there is no page.
export default defineProject({
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['browser'] },
  test: { name: 'web', testTimeout: 60_000, setupFiles: ['src/relative-requests.ts'] },
});
