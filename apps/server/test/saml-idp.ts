import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import * as samlify from 'samlify';
import type { SignedKey } from './self-signed.ts';

const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';
const MINUTE = 60_000;

export const IDP_ENTITY = 'https://idp.example/entity';
export const IDP_PAGE = 'https://idp.example/sso';

/** What an assertion says; what is not given is as it should be. */
export type Said = {
  readonly requestId: string | undefined;
  readonly acsUrl: string;
  readonly audience: string | undefined;
  readonly email: string;
  readonly issuer?: string;
  readonly notBefore?: Date;
  readonly notOnOrAfter?: Date;
  readonly attributes?: Readonly<Record<string, string>>;
  /** Into the subject confirmation, as an attacker would hide things there. */
  readonly hidden?: string;
  readonly withoutConditions?: boolean;
  readonly assertionId?: string;
};

/** What a request of ours asked: its id and relay state. */
export function readRequest(url: string): { id: string; relayState: string; xml: string } {
  const { searchParams } = new URL(url);
  const deflated = Buffer.from(searchParams.get('SAMLRequest') ?? '', 'base64');
  const xml = inflateRawSync(deflated).toString('utf8');
  const id = /\sID="([^"]+)"/.exec(xml)?.[1] ?? '';
  return { id, relayState: searchParams.get('RelayState') ?? '', xml };
}

/** An assertion, unsigned. */
export function assertionOf(said: Said): string {
  const now = Date.now();
  const from = (said.notBefore ?? new Date(now - MINUTE)).toISOString();
  const until = (said.notOnOrAfter ?? new Date(now + 5 * MINUTE)).toISOString();
  const inResponseTo = said.requestId === undefined ? '' : ` InResponseTo="${said.requestId}"`;
  const attributes = Object.entries(said.attributes ?? {}).map(
    ([name, value]) =>
      `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`,
  );
  const audience =
    said.audience === undefined
      ? ''
      : `<saml:AudienceRestriction><saml:Audience>${said.audience}</saml:Audience></saml:AudienceRestriction>`;
  return [
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${said.assertionId ?? `_a${randomUUID()}`}" Version="2.0" IssueInstant="${new Date(now).toISOString()}">`,
    `<saml:Issuer>${said.issuer ?? IDP_ENTITY}</saml:Issuer>`,
    `<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${said.email}</saml:NameID>`,
    `<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="${until}" Recipient="${said.acsUrl}"${inResponseTo}>${said.hidden ?? ''}</saml:SubjectConfirmationData></saml:SubjectConfirmation></saml:Subject>`,
    said.withoutConditions
      ? ''
      : `<saml:Conditions NotBefore="${from}" NotOnOrAfter="${until}">${audience}</saml:Conditions>`,
    attributes.length > 0
      ? `<saml:AttributeStatement>${attributes.join('')}</saml:AttributeStatement>`
      : '',
    '</saml:Assertion>',
  ].join('');
}

/** A response around assertions. */
export function responseOf(
  said: Pick<Said, 'requestId' | 'acsUrl' | 'issuer'>,
  ...inner: readonly string[]
): string {
  const inResponseTo = said.requestId === undefined ? '' : ` InResponseTo="${said.requestId}"`;
  return [
    `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r${randomUUID()}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${said.acsUrl}"${inResponseTo}>`,
    `<saml:Issuer>${said.issuer ?? IDP_ENTITY}</saml:Issuer>`,
    '<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>',
    ...inner,
    '</samlp:Response>',
  ].join('');
}

/** Signs the assertion, or the whole response, with XML-DSig as identity providers do. */
export function signXml(
  xml: string,
  { privateKey, certificate }: SignedKey,
  {
    what = 'Assertion',
    algorithm = RSA_SHA256,
  }: { what?: 'Assertion' | 'Response'; algorithm?: string } = {},
): string {
  const element = `/*[local-name(.)='Response']${what === 'Assertion' ? "/*[local-name(.)='Assertion']" : ''}`;
  return samlify.SamlLib.constructSAMLSignature({
    rawSamlMessage: xml,
    referenceTagXPath: element,
    privateKey,
    signingCert: certificate.replaceAll(/-----[A-Z ]+-----|\s/g, ''),
    signatureAlgorithm: algorithm,
    isBase64Output: false,
    signatureConfig: {
      prefix: 'ds',
      location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' },
    },
  });
}

/** The form that a browser posts for the identity provider. */
export function formOf(xml: string, relayState: string): string {
  const SAMLResponse = Buffer.from(xml).toString('base64');
  return new URLSearchParams({ SAMLResponse, RelayState: relayState }).toString();
}
