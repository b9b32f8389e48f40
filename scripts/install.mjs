// `node scripts/install.mjs [FOLDER …]`: installs the project, and the folders that have a lock file of their own, where a workflow needs it.
import { ensureInstalled } from './installed.mjs';

for (const folder of ['.', ...process.argv.slice(2)]) ensureInstalled(folder);
