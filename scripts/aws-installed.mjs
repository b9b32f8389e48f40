// Before the tests of infra/aws, which has a lock file of its own: docs/decisions/0017-aws-installs-by-itself.md.
import { ensureInstalled } from './installed.mjs';

export default function setup() {
  ensureInstalled('infra/aws');
}
