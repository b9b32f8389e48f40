// `node prune.mjs FOLDER`: leaves in FOLDER/node_modules only what the server reaches. `npm ci --omit=dev` also installs
// peers that are optional (compilers, bundlers, test runners): half of the bytes, none of which the server ever loads.
import { existsSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = realpathSync(process.argv[2] ?? '.');
const NEVER_RUN = /\.(map|d\.[cm]?ts|tsbuildinfo|md|markdown|flow)$/i;

const kept = new Set();
visit(join(root, 'apps', 'server'));
for (const folder of listPackages(root))
  if (!kept.has(folder)) rmSync(folder, { recursive: true, force: true });
for (const folder of listModules(root)) sweep(folder);
console.log(`${kept.size} packages are left`);

function visit(folder) {
  if (kept.has(folder)) return;
  kept.add(folder);
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const peers = Object.keys(peerDependencies ?? {}).filter(
    (name) => peerDependenciesMeta?.[name]?.optional !== true,
  );
  const optional = Object.keys(optionalDependencies ?? {});
  for (const name of [...Object.keys(dependencies ?? {}), ...peers, ...optional]) {
    const found = find(name, folder);
    if (found !== undefined) visit(found);
    else if (!optional.includes(name))
      throw new Error(`${relative(root, folder)} needs ${name}, which is not installed`);
  }
}

function find(name, from) {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  }
  return undefined;
}

/** Folders named node_modules, outermost first. */
function listModules(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const path = join(folder, name);
      return name === 'node_modules' ? [path] : listModules(path);
    });
}

function listPackages(folder) {
  return listModules(folder).flatMap((modules) => listInstalled(modules));
}

function listInstalled(modules) {
  return readdirSync(modules, { withFileTypes: true }).flatMap((entry) => {
    const path = join(modules, entry.name);
    if (entry.name.startsWith('@') && entry.isDirectory()) return listInstalled(path);
    // Links lead to packages of the workspace; what starts with a dot are links to programs and npm's own notes.
    if (entry.name.startsWith('.')) return [path];
    if (entry.isSymbolicLink()) return existsSync(path) ? [] : [path];
    const nested = join(path, 'node_modules');
    return [path, ...(existsSync(nested) ? listInstalled(nested) : [])];
  });
}

/** Removes files that no program loads, and folders that are then empty. */
function sweep(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sweep(path);
    else if (
      entry.isFile() &&
      NEVER_RUN.test(entry.name) &&
      !/^(licen[cs]e|notice)/i.test(entry.name)
    )
      rmSync(path);
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true, force: true });
}
