// `npm start`: install what is missing, build the web app if its sources changed, serve.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt } from './built.mjs';
import { ensureInstalled, environment, root } from './installed.mjs';

ensureInstalled();
ensureBuilt();
const server = spawn('node', [join('apps', 'server', 'src', 'main.ts'), 'serve'], {
  cwd: root,
  // On a laptop the address is what matters; LOG_LEVEL=info shows each request.
  env: { LOG_LEVEL: 'warn', ...environment },
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
