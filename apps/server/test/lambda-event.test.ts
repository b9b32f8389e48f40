import { describe, expect, test } from 'vitest';
import { toInjection, toResult } from '../src/lambda/event.ts';
import { toEvent } from './lambda-world.ts';

const OWN = { host: 'outlap.example.org', requestIdHeader: 'x-request-id', edgeSecret: '' };

test('a request is that of the event, whoever says otherwise in a header', () => {
  const event = toEvent('POST', '/auth/login', {
    headers: { host: 'evil.example.com', 'x-request-id': 'mine', accept: '*/*' },
    cookies: ['a=1', 'b=2'],
    query: 'x=%20y',
    body: 'AP8=',
    isBase64Encoded: true,
    address: '2001:db8::7',
  });
  const { headers, payload, ...rest } = toInjection(event, OWN);
  expect(rest).toEqual({ method: 'POST', url: '/auth/login?x=%20y', remoteAddress: '2001:db8::7' });
  expect(headers).toMatchObject({ host: OWN.host, cookie: 'a=1; b=2', accept: '*/*' });
  expect(headers['x-request-id']).toBe(event.requestContext.requestId);
  expect(payload).toEqual(Buffer.from([0, 255]));
});

describe('by CloudFront, whose visitor stands last but for itself', () => {
  const edgeSecret = 'e'.repeat(48);
  const HEADER = 'x-outlap-edge';
  const asked = (forwarded: string, shown?: string) =>
    toEvent('GET', '/auth/user', {
      headers: {
        ...(shown !== undefined && { [HEADER]: shown }),
        'x-forwarded-for': forwarded,
      },
      address: '130.176.0.1',
    });
  const FORGED = '6.6.6.6, 203.0.113.9, 130.176.0.1';

  test.each([
    ['the visitor where CloudFront shows the secret', FORGED, edgeSecret, '203.0.113.9'],
    ['CloudFront where nobody shows it', FORGED, undefined, '130.176.0.1'],
    ['CloudFront where somebody shows another', FORGED, 'f'.repeat(48), '130.176.0.1'],
    ['CloudFront where nothing is shown', FORGED, '', '130.176.0.1'],
    [
      'the visitor where API Gateway added nothing',
      '6.6.6.6,2001:db8::9',
      edgeSecret,
      '2001:db8::9',
    ],
    [
      'a visitor that is CloudFront, too',
      '6.6.6.6, 130.176.0.1, 130.176.0.1',
      edgeSecret,
      '130.176.0.1',
    ],
    ['CloudFront where nobody stands before it', '130.176.0.1', edgeSecret, '130.176.0.1'],
    ['CloudFront where no address stands', 'unknown, 130.176.0.1', edgeSecret, '130.176.0.1'],
  ])('%s', (_, forwarded, shown, wanted) => {
    const { remoteAddress, headers } = toInjection(asked(forwarded, shown), { ...OWN, edgeSecret });
    expect(remoteAddress).toBe(wanted);
    expect(headers).not.toHaveProperty(HEADER);
  });

  test('without a secret of its own a function takes nobody for CloudFront', () => {
    expect(toInjection(asked(FORGED, ''), OWN).remoteAddress).toBe('130.176.0.1');
  });
});

test('the stage is no part of the path, unless it is one', () => {
  const event = toEvent('GET', '/live/auth/user');
  const staged = (stage: string) =>
    toInjection({ ...event, requestContext: { ...event.requestContext, stage } }, OWN).url;
  expect(staged('live')).toBe('/auth/user');
  expect(staged('$default')).toBe('/live/auth/user');
  expect(staged('li')).toBe('/live/auth/user');
});

test('cookies are listed, texts stay texts, bytes become base64', () => {
  const headers = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': 4,
    'set-cookie': ['a=1; Path=/', 'b=2'],
    vary: ['origin', 'accept'],
  };
  expect(toResult({ statusCode: 200, headers, rawPayload: Buffer.from('{"ä":1}') })).toEqual({
    statusCode: 200,
    headers: { 'content-type': headers['content-type'], vary: 'origin, accept' },
    cookies: headers['set-cookie'],
    body: '{"ä":1}',
    isBase64Encoded: false,
  });
  const one = { 'content-type': 'image/png', 'set-cookie': 'a=1' };
  const image = toResult({ statusCode: 200, headers: one, rawPayload: Buffer.from([255]) });
  expect(image).toMatchObject({ cookies: ['a=1'], body: '/w==', isBase64Encoded: true });
});
