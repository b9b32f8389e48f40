import { hostname } from 'node:os';
import { openKeychain } from './login/index.ts';
import { runCommand } from './run-command.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});
process.exitCode = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  fetch: globalThis.fetch,
  hostname: hostname(),
  openKeychain,
  onInterrupt: (listener) => {
    const forget = () => {
      process.off('SIGINT', heard);
      process.off('SIGTERM', heard);
    };
    const heard = () => {
      forget();
      listener();
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
    return forget;
  },
});
