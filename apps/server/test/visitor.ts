import type { InjectOptions } from 'fastify';
import type { buildApp } from '../src/app.ts';

type App = Awaited<ReturnType<typeof buildApp>>;
type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export type Answer = {
  readonly status: number;
  // What a test expects of a body is checked by the test itself.
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
};

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
let visitors = 0;

/** Who comes from outside: one browser with its cookies, at an address of its own. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #app: App;
  readonly address: string;
  readonly userAgent: string;
  /** An access token or a key to show instead of cookies. */
  bearer: string | undefined;

  constructor(
    app: App,
    { address = `10.1.${visitors++ % 250}.7`, userAgent = FIREFOX }: Partial<Visitor> = {},
  ) {
    this.#app = app;
    this.address = address;
    this.userAgent = userAgent;
  }

  async ask(method: Method, url: string, options: InjectOptions = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.inject({
      method,
      url,
      remoteAddress: this.address,
      ...options,
      headers: {
        host: '127.0.0.1:8000',
        'user-agent': this.userAgent,
        authorization: this.bearer === undefined ? '' : `Bearer ${this.bearer}`,
        ...(cookie !== '' && { cookie }),
        ...options.headers,
      },
    });
    for (const { name, value, maxAge } of response.cookies)
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    const isJson = String(response.headers['content-type']).includes('json');
    return {
      status: response.statusCode,
      body: isJson ? response.json<Record<string, unknown>>() : {},
      headers: response.headers,
    };
  }

  get(url: string): Promise<Answer> {
    return this.ask('GET', url);
  }

  post(url: string, payload: object = {}): Promise<Answer> {
    return this.ask('POST', url, { payload });
  }

  /** Signs up and in, on a server without mails; the tokens are kept in cookies. */
  async join(email: string, password: string, name = 'Test person'): Promise<Answer> {
    await this.post('/auth/signup', { email, password, name });
    return this.post('/auth/login', { email, password, keep: 'cookie' });
  }
}
