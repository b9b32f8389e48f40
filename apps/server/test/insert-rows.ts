// Run by a test under strace: opens the embedded database of a folder and makes so many commits, one after the other.
import { openEmbeddedDatabase } from '../src/db/client.ts';

const [folder = '', count = '0'] = process.argv.slice(2);
const { db, close } = await openEmbeddedDatabase(folder);
for (let i = 0; i < Number(count); i++)
  await db
    .insertInto('setting')
    .values({ name: `row-${i}`, value: '1' })
    .execute();
await close();
