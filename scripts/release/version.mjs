// `node scripts/release/version.mjs v1.2.3 [--notes]`: that a tag, package.json and the changelog agree; prints version=… for a workflow,
// or what the changelog says about the version. The version of package.json is the one that all others follow.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../installed.mjs';

const [tag, flag] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const changes = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m);
const section = changes.find((text) => new RegExp(`^\\[?${version}\\]?(\\s|$)`).test(text));
const problems = [
  tag === `v${version}` ? '' : `the tag ${tag} is not v${version}, the version of package.json`,
  section ? '' : `CHANGELOG.md has no section "## ${version}"`,
].filter(Boolean);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
console.log(
  flag === '--notes' ? section.slice(section.indexOf('\n') + 1).trim() : `version=${version}`,
);
