import { enableCompileCache } from 'node:module';
import { startWithMemoryLimits } from './memory-limits.ts';

const args = process.argv.slice(2);
if (args[0] === undefined || args[0] === 'serve') startWithMemoryLimits();
// Keeps what Node makes of the sources from start to start: half of the time until the server listens.
enableCompileCache();
const { run } = await import('./commands/program.ts');
process.exitCode = await run(args);
