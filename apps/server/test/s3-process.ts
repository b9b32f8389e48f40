// An object store in a process of its own, for servers that share one. Says as a line of JSON what they are to be given.
import { startS3Server } from './s3-server.ts';

const store = await startS3Server();
console.log(
  JSON.stringify({
    OBJECT_STORE_URL: store.url('outlap', 'two/'),
    OBJECT_STORE_ACCESS_KEY: store.accessKey,
    OBJECT_STORE_SECRET_KEY: store.secretKey,
  }),
);
