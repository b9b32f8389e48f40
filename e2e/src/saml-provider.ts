import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { root } from './product.ts';

const MINUTE = 60_000;
const FORMAT = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol';
const NAMESPACES = `xmlns:samlp="${PROTOCOL}" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`;
const ASSERTION = "/*[local-name(.)='Response']/*[local-name(.)='Assertion']";

type Signing = Readonly<Record<string, unknown>>;

/** What the server reads SAML with, here to sign as a stranger to it. */
const { SamlLib } = createRequire(join(root, 'apps/server/package.json'))('samlify') as {
  SamlLib: { constructSAMLSignature: (signing: Signing) => string };
};

export type SamlProvider = {
  readonly entityId: string;
  readonly metadata: string;
  /** A page that posts the last response once more. */
  readonly again: string;
  readonly stop: () => Promise<void>;
};

/** A SAML identity provider of a house: whoever is sent to it is the person with this address. */
export async function startSamlProvider(email: string): Promise<SamlProvider> {
  const { privateKey, certificate } = makeKey();
  let form = '';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    if (pathname === '/sign-in') {
      const asked = inflateRawSync(Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64'));
      const xml = sign(answerTo(asked.toString('utf8'), entityId, email));
      const acs = valueOf(asked.toString('utf8'), 'AssertionConsumerServiceURL');
      form = formFor(acs, {
        SAMLResponse: Buffer.from(xml).toString('base64'),
        RelayState: searchParams.get('RelayState') ?? '',
      });
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(form);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entityId = `${origin}/entity`;
  const sign = (rawSamlMessage: string) =>
    SamlLib.constructSAMLSignature({
      rawSamlMessage,
      referenceTagXPath: ASSERTION,
      privateKey,
      signingCert: certificate,
      signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      isBase64Output: false,
      signatureConfig: {
        prefix: 'ds',
        location: { reference: `${ASSERTION}/*[local-name(.)='Issuer']`, action: 'after' },
      },
    });
  return {
    entityId,
    metadata: metadataOf(entityId, `${origin}/sign-in`, certificate),
    again: `${origin}/again`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A key, and the body of a certificate for it. */
function makeKey(): { privateKey: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-saml-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const options = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=idp'];
  execFileSync('openssl', ['req', ...options, '-keyout', key, '-out', certificate], {
    stdio: 'pipe',
  });
  const body = readFileSync(certificate, 'utf8').replaceAll(/-----[A-Z ]+-----|\s/g, '');
  const made = { privateKey: readFileSync(key, 'utf8'), certificate: body };
  rmSync(folder, { recursive: true });
  return made;
}

function metadataOf(entityId: string, location: string, certificate: string): string {
  return [
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${entityId}">`,
    `<md:IDPSSODescriptor protocolSupportEnumeration="${PROTOCOL}"><md:KeyDescriptor use="signing">`,
    '<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
    `<ds:X509Certificate>${certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>`,
    `</md:KeyDescriptor><md:SingleSignOnService Binding="${REDIRECT}" Location="${location}"/>`,
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('');
}

/** The answer to a request, not signed yet. */
function answerTo(request: string, entityId: string, email: string): string {
  const now = Date.now();
  const at = (offset: number) => new Date(now + offset).toISOString();
  const acs = valueOf(request, 'AssertionConsumerServiceURL');
  const [, audience = ''] = /<saml:Issuer[^>]*>([^<]+)</.exec(request) ?? [];
  const head = `Version="2.0" IssueInstant="${at(0)}"`;
  const question = `InResponseTo="${valueOf(request, 'ID')}"`;
  const issuer = `<saml:Issuer>${entityId}</saml:Issuer>`;
  const until = `NotOnOrAfter="${at(5 * MINUTE)}"`;
  return [
    `<samlp:Response ${NAMESPACES} ID="_${randomUUID()}" ${head} Destination="${acs}" ${question}>`,
    issuer,
    `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>`,
    `<saml:Assertion ID="_${randomUUID()}" ${head}>${issuer}`,
    `<saml:Subject><saml:NameID Format="${FORMAT}">${email}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData ${until} Recipient="${acs}" ${question}/>`,
    '</saml:SubjectConfirmation></saml:Subject>',
    `<saml:Conditions NotBefore="${at(-MINUTE)}" ${until}>`,
    `<saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience></saml:AudienceRestriction>`,
    '</saml:Conditions></saml:Assertion></samlp:Response>',
  ].join('');
}

function valueOf(xml: string, attribute: string): string {
  return new RegExp(`\\s${attribute}="([^"]+)"`).exec(xml)?.[1] ?? '';
}

/** A page that posts a form as soon as it is open. */
function formFor(action: string, fields: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  return `<!doctype html><form method="post" action="${action}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
}
