// Pages ask for paths of their own server; Node wants whole addresses. Before each test file.
const ORIGIN = 'https://outlap.example';

globalThis.Request = new Proxy(Request, {
  construct: (Whole, [input, init]: [RequestInfo | URL, RequestInit?]) =>
    new Whole(typeof input === 'string' ? new URL(input, ORIGIN) : input, init),
});
