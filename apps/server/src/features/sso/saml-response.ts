// A narrow gate before the library reads a SAML response: it only refuses, and what passes is still verified. It closes
// what the library leaves open: weak algorithms, document types and comments that parsers read differently, and an
// assertion that was stolen before its use and sent as the answer to another question, whose own, unsigned, mark the
// thief can write. Every place that names a question must name the one that this browser asked.

/** Others may read what is not plain Base64 in another way. */
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const CLOCK_MS = 60_000;
const SIGN = 'http://www.w3.org/2001/04/xmldsig-more#';
const ALGORITHMS: readonly string[] = [
  `${SIGN}rsa-sha256`,
  `${SIGN}rsa-sha384`,
  `${SIGN}rsa-sha512`,
  `${SIGN}ecdsa-sha256`,
  `${SIGN}ecdsa-sha384`,
  `${SIGN}ecdsa-sha512`,
  `${SIGN}sha384`,
  'http://www.w3.org/2001/04/xmlenc#sha256',
  'http://www.w3.org/2001/04/xmlenc#sha512',
  'http://www.w3.org/2001/10/xml-exc-c14n#',
  'http://www.w3.org/2000/09/xmldsig#enveloped-signature',
];

/** Why a response cannot be the answer to this question, undefined where it may be. */
export function refusalOfResponse(
  encoded: string,
  { requestId, now }: { readonly requestId: string; readonly now: Date },
): string | undefined {
  if (!BASE64.test(encoded.replaceAll(/\s+/g, ''))) return 'no XML';
  const xml = Buffer.from(encoded, 'base64').toString('utf8');
  if (!xml.includes('<')) return 'no XML';
  if (/<!|<\?(?!xml )/.test(xml)) return 'a document type, a comment or a processing instruction';
  if (valuesOf(xml, 'Algorithm').some((value) => !ALGORITHMS.includes(value)))
    return 'a weak or unknown algorithm';
  if (
    !CONFIRMED.test(signedPart(xml)) ||
    valuesOf(xml, 'InResponseTo').some((value) => value !== requestId)
  )
    return 'the answer to another question';
  const latest = now.getTime() - CLOCK_MS;
  if (valuesOf(xml, 'NotOnOrAfter').some((value) => !(Date.parse(value) > latest)))
    return 'an assertion that has expired';
  return undefined;
}

// Nothing here may look twice at the same text: whoever asks could make it long.
const PREFIX = '(?:[^\\s<>/:]+:)?';
const ASSERTION = new RegExp(`<${PREFIX}Assertion[\\s>]`, 'g');
const ASSERTION_END = new RegExp(`</${PREFIX}Assertion\\s*>`);
const SIGNATURE_END = new RegExp(`</${PREFIX}Signature\\s*>`);
const CONFIRMED = new RegExp(`<${PREFIX}SubjectConfirmationData\\s[^<>]*\\bInResponseTo\\s*=`);

/** The one assertion behind its signature: around it, and within the signature, whoever posts it may write anything. */
function signedPart(xml: string): string {
  const end = xml.search(ASSERTION_END);
  if (end < 0 || xml.match(ASSERTION)?.length !== 1) return '';
  return xml.slice(0, end).split(SIGNATURE_END).at(-1) ?? '';
}

/** Every value of an attribute, under whatever element and prefix. */
export function valuesOf(xml: string, attribute: string): string[] {
  const found = xml.matchAll(new RegExp(`[\\s:]${attribute}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'g'));
  return [...found].map(([, double, single]) => double ?? single ?? '');
}
