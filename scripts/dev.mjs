// `npm run dev`: the server, restarted when its sources change, and the page with live reload on http://127.0.0.1:5173.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled, environment, root } from './installed.mjs';

ensureInstalled();
const shell = process.platform === 'win32';
const start = (command, args, env = {}) =>
  spawn(command, args, { cwd: root, env: { ...environment, ...env }, stdio: 'inherit', shell });
const children = [
  start(
    'node',
    [
      '--watch-path=apps/server/src',
      '--watch-path=packages',
      join('apps', 'server', 'src', 'main.ts'),
      'serve',
    ],
    {
      ALLOWED_ORIGINS: 'http://127.0.0.1:5173,http://localhost:5173',
    },
  ),
  start('npm', ['run', '--silent', 'dev', '-w', '@outlap/web']),
];
const stop = () => children.forEach((child) => child.kill('SIGTERM'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
for (const child of children) child.on('exit', stop);
