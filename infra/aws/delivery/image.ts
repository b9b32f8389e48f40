import { aws, type Builder } from './checks.ts';
import { DeployError } from './deploy-error.ts';
import type { Host } from './host.ts';
import type { Plan } from './plan.ts';

/** An image that is known by its digest, and where it can be copied from; without, it is in the registry. */
export type Image = { readonly digest: string; readonly from?: string };

const FOLDER = 'out/aws';
const ARCHIVE = `${FOLDER}/image.tar`;
const LOCAL_NAME = 'localhost/outlap-server:aws';
/** Stands for a digest where nothing is built. */
const UNKNOWN = 'sha256:DIGEST';
const PLATFORM = ['--platform', 'linux/arm64'];

/** Builds the image of this folder where none is named. */
export function makeImage(host: Host, { image }: Plan, builder: Builder | undefined): Image {
  if (image.kind === 'there') return { digest: image.digest };
  if (image.kind === 'copied')
    return { digest: image.digest, from: `docker://${image.name}@${image.digest}` };
  const revision = host.read({ program: 'git', args: ['rev-parse', 'HEAD'] }, 'COMMIT');
  const label = ['--build-arg', `REVISION=${revision}`];
  host.run({ program: 'mkdir', args: ['-p', FOLDER] });
  host.run({ program: 'rm', args: ['-f', ARCHIVE] });
  const digest = builder === 'buildah' ? builtByBuildah(host, label) : builtByDocker(host, label);
  return { digest, from: `oci-archive:${ARCHIVE}` };
}

function builtByDocker(host: Host, label: readonly string[]): string {
  const facts = `${FOLDER}/image.json`;
  // Without provenance, whose index would be what the digest names.
  const plain = ['--provenance=false', '--sbom=false', '--metadata-file', facts];
  const output = ['--output', `type=oci,dest=${ARCHIVE}`];
  const args = ['buildx', 'build', ...PLATFORM, ...label, ...plain, ...output, '.'];
  host.run({ program: 'docker', args });
  const known = host.readFile(facts, JSON.stringify({ 'containerimage.digest': UNKNOWN }));
  return (JSON.parse(known) as { 'containerimage.digest': string })['containerimage.digest'];
}

function builtByBuildah(host: Host, label: readonly string[]): string {
  const facts = `${FOLDER}/image.digest`;
  const args = ['build', ...PLATFORM, ...label, '--tag', LOCAL_NAME, '.'];
  host.run({ program: 'buildah', args });
  const pushed = ['push', '--digestfile', facts, LOCAL_NAME, `oci-archive:${ARCHIVE}`];
  host.run({ program: 'buildah', args: pushed });
  return host.readFile(facts, UNKNOWN).trim();
}

/** Brings the image to the registry of the installation, its digest unchanged, unless it is there. */
export function bringImage(host: Host, { digest, from }: Image, repository: string): void {
  const [registry = '', ...path] = repository.split('/');
  const named = ['--repository-name', path.join('/'), '--image-ids', `imageDigest=${digest}`];
  const output = ['--query', 'imageDetails[].imageDigest', '--output', 'text'];
  const described = aws('ecr', 'describe-images', ...named, ...output);
  const standIn = from === undefined ? digest : undefined;
  if (host.find(described, /ImageNotFoundException/, standIn) === digest) return;
  if (from === undefined)
    throw new DeployError(
      'image_missing',
      `${repository} has no image ${digest}`,
      'Name where it lies, --image NAME@sha256:…, or leave `image` out of the settings: then this folder is built.',
    );
  host.pipe(aws('ecr', 'get-login-password'), {
    program: 'skopeo',
    args: ['login', '--username', 'AWS', '--password-stdin', registry],
  });
  const to = `docker://${repository}:${digest.replace('sha256:', '')}`;
  host.run({ program: 'skopeo', args: ['copy', '--all', '--preserve-digests', from, to] });
}
