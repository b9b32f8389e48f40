import { enableCompileCache } from 'node:module';

// Keeps what Node makes of the sources from start to start: half of the time until the server listens.
enableCompileCache();
const { run } = await import('./commands/program.ts');
process.exitCode = await run(process.argv.slice(2));
