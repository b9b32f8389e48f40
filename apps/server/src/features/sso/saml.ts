import { X509Certificate } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { refusalOfAddress } from '../../identity/provider-address.ts';

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST';
const EMAIL = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress';
const KEY_BITS = 2048;

export type SamlInput = {
  readonly metadata?: string | undefined;
  readonly entityId?: string | undefined;
  readonly entryPoint?: string | undefined;
  readonly certificate?: string | undefined;
};
/** Where the identity provider of a team finds us. */
export type OurSide = {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly metadataUrl: string;
};

export function ourSideOf(publicUrl: string, providerId: string): OurSide {
  const base = `${publicUrl}/auth/saml/${providerId}`;
  return {
    entityId: `${base}/metadata`,
    acsUrl: `${base}/acs`,
    metadataUrl: `${base}/metadata`,
  };
}

/** What the identity library keeps: the provider's side, ours, that assertions must be signed. Throws `sso_invalid`. */
export function toSamlSettings(input: SamlInput, our: OurSide, hosts: readonly string[]) {
  const { entityId, entryPoint, certificates } = input.metadata
    ? readMetadata(input.metadata)
    : readParts(input);
  const refusal = refusalOfAddress(entryPoint, hosts);
  if (refusal) throw invalid(`The sign-in page of the provider ${refusal}`);
  for (const certificate of certificates) checkCertificate(certificate);
  const settings = {
    issuer: our.entityId,
    entryPoint,
    audience: our.entityId,
    wantAssertionsSigned: true,
    identifierFormat: EMAIL,
    cert: certificates,
    idpMetadata: { metadata: theirMetadata({ entityId, entryPoint, certificates }) },
    spMetadata: { entityID: our.entityId, metadata: ourMetadata(our) },
  };
  return { entityId, settings };
}
export type SamlSettings = ReturnType<typeof toSamlSettings>['settings'];

/** What we keep of an identity provider, as metadata: the library warns on each use of separate settings. */
function theirMetadata({ entityId, entryPoint, certificates }: Parts): string {
  const keys = certificates.map((pem) => {
    const text = new X509Certificate(pem).raw.toString('base64');
    return `<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`;
  });
  return [
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escapeXml(entityId)}">`,
    '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    ...keys,
    `<md:NameIDFormat>${EMAIL}</md:NameIDFormat>`,
    `<md:SingleSignOnService Binding="${REDIRECT}" Location="${escapeXml(entryPoint)}"/>`,
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('');
}

/** What we say of ourselves to a SAML identity provider. */
function ourMetadata({ entityId, acsUrl }: OurSide): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escapeXml(entityId)}">`,
    '<md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    `<md:NameIDFormat>${EMAIL}</md:NameIDFormat>`,
    `<md:AssertionConsumerService index="0" isDefault="true" Binding="${POST}" Location="${escapeXml(acsUrl)}"/>`,
    '</md:SPSSODescriptor></md:EntityDescriptor>',
  ].join('');
}

type Parts = {
  readonly entityId: string;
  readonly entryPoint: string;
  readonly certificates: readonly string[];
};

function readParts({ entityId, entryPoint, certificate }: SamlInput): Parts {
  if (!entityId || !entryPoint || !certificate)
    throw invalid('Give either the metadata, or entity id, sign-in page and certificate');
  return { entityId, entryPoint, certificates: [certificate] };
}

/** Takes from the metadata what is needed and nothing else; what is not plain is refused rather than guessed. */
function readMetadata(xml: string): Parts {
  if (/<!|<\?(?!xml )/.test(xml)) throw invalid('The metadata holds what metadata has no need of');
  const ids = attributesOf(xml, 'EntityDescriptor', 'entityID');
  if (ids.length !== 1) throw invalid('The metadata must be that of exactly one provider');
  const [, idp = ''] =
    /<(?:\w+:)?IDPSSODescriptor\b([\s\S]*)<\/(?:\w+:)?IDPSSODescriptor>/.exec(xml) ?? [];
  if (/^[^>]*\bWantAuthnRequestsSigned\s*=\s*["'](?:true|1)["']/.test(idp))
    throw invalid('The provider wants signed requests, which are not supported');
  const services = [...idp.matchAll(/<(?:\w+:)?SingleSignOnService\b[^>]*>/g)].map(([tag]) => tag);
  const service = services.find(
    (tag) => tag.includes(`"${REDIRECT}"`) || tag.includes(`'${REDIRECT}'`),
  );
  if (service === undefined)
    throw invalid('The metadata names no sign-in page for the redirect binding');
  const [entryPoint = ''] = attributesOf(service, 'SingleSignOnService', 'Location');
  const keys = [
    ...idp.matchAll(/<(?:\w+:)?KeyDescriptor\b([^>]*)>([\s\S]*?)<\/(?:\w+:)?KeyDescriptor>/g),
  ];
  const certificates = keys
    .filter(([, attributes = '']) => !/use\s*=\s*["']encryption["']/.test(attributes))
    .flatMap(([, , inner = '']) =>
      [...inner.matchAll(/<(?:\w+:)?X509Certificate\b[^>]*>([^<]+)</g)].map(([, text = '']) =>
        toPem(text),
      ),
    );
  if (certificates.length === 0) throw invalid('The metadata holds no certificate');
  return { entityId: ids[0] ?? '', entryPoint, certificates };
}

function attributesOf(xml: string, element: string, attribute: string): string[] {
  const tags = xml.matchAll(new RegExp(`<(?:\\w+:)?${element}\\b[^>]*>`, 'g'));
  const name = new RegExp(`\\s${attribute}\\s*=\\s*(?:"([^"<]*)"|'([^'<]*)')`);
  return [...tags].flatMap(([tag]) => {
    const [, double, single] = name.exec(tag) ?? [];
    const value = double ?? single;
    return value === undefined ? [] : [unescapeXml(value)];
  });
}

function toPem(text: string): string {
  const lines = text.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** The certificates of a provider, to know them by. */
export function describeCertificates(certificates: readonly string[]) {
  return certificates.map((pem) => {
    const { fingerprint256, validToDate } = new X509Certificate(pem);
    return { fingerprint: fingerprint256, validUntil: validToDate.toISOString() };
  });
}

function checkCertificate(pem: string): void {
  let key;
  try {
    key = new X509Certificate(pem).publicKey;
  } catch (cause) {
    throw invalid('The certificate cannot be read; it must be PEM', cause);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? KEY_BITS;
  if (bits < KEY_BITS) throw invalid(`The key of the certificate is shorter than ${KEY_BITS} bits`);
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' } as const;

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign as keyof typeof ENTITIES]);
}

function unescapeXml(text: string): string {
  return Object.entries(ENTITIES).reduceRight(
    (done, [sign, name]) => done.replaceAll(name, sign),
    text,
  );
}

function invalid(detail: string, cause?: unknown): AppError {
  return new AppError('sso_invalid', detail, { cause });
}
