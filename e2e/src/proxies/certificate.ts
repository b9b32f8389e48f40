import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate for localhost that is its own authority, where nginx.conf looks for it. Returns its path. */
export function makeCertificate(folder: string): string {
  const certificate = join(folder, 'fullchain.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-keyout', join(folder, 'privkey.pem'), '-out', certificate, ...subject],
    ],
    { stdio: 'pipe' },
  );
  return certificate;
}
