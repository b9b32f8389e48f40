import { hostname } from 'node:os';
import { openKeychain } from './login/index.ts';
import { runCommand } from './run-command.ts';

/** Within this time a second signal is the same wish. */
const ECHO_MS = 500;

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
    let isHeard = false;
    const heard = () => {
      if (isHeard) return;
      isHeard = true;
      // A terminal and systemd tell the launcher as well, which passes it on: that must not count as the second time.
      setTimeout(forget, ECHO_MS).unref();
      listener();
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
    return forget;
  },
});
