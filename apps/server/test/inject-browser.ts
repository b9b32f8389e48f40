import type { FastifyInstance, LightMyRequestResponse } from 'fastify';

/** Keeps the cookies it is given and follows no redirect: what a browser does with the routes of sign-in. */
export class InjectBrowser {
  readonly cookies = new Map<string, string>();
  readonly #app: FastifyInstance;

  constructor(app: FastifyInstance) {
    this.#app = app;
  }

  get(url: string, headers: Readonly<Record<string, string>> = {}) {
    return this.#send({ method: 'GET', url, headers });
  }

  post(url: string, payload: object | string, headers: Readonly<Record<string, string>> = {}) {
    return this.#send({ method: 'POST', url, payload, headers });
  }

  /** What other sites make a browser do: cookies that are Lax stay at home. */
  async postFromElsewhere(url: string, payload: string, origin: string) {
    const headers = {
      origin,
      'sec-fetch-site': 'cross-site',
      'content-type': 'application/x-www-form-urlencoded',
    };
    return this.#app.inject({ method: 'POST', url, payload, headers });
  }

  async #send(request: {
    method: 'GET' | 'POST';
    url: string;
    payload?: object | string;
    headers: Readonly<Record<string, string>>;
  }): Promise<LightMyRequestResponse> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { pathname, search } = new URL(request.url, 'http://x');
    const answer = await this.#app.inject({
      ...request,
      url: pathname + search,
      headers: { 'user-agent': 'Mozilla/5.0 Test', ...(cookie && { cookie }), ...request.headers },
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = '', ...attributes] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (attributes.some((one) => /^\s*max-age=0$/i.test(one))) this.cookies.delete(name);
      else this.cookies.set(name, pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  }
}
