// Exit code 0 as long as the server in this container answers. Asks under a host name that ALLOWED_HOSTS lets through.
import { get } from 'node:http';

const [host = 'localhost'] = (process.env.ALLOWED_HOSTS || 'localhost').split(',');
const request = get(
  {
    host: '127.0.0.1',
    port: process.env.PORT || 8000,
    path: '/health',
    headers: { host: host.trim() },
    timeout: 4000,
  },
  (response) => process.exit(response.statusCode === 200 ? 0 : 1),
);
request.on('timeout', () => request.destroy());
request.on('error', () => process.exit(1));
