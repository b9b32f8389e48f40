import type { HttpResult } from '../src/lambda/event.ts';
import type { FunctionName } from '../src/lambda/bundle.ts';
import { type Asked, bodyOf, type LambdaWorld } from './lambda-world.ts';

export const PASSWORD = 'tarmac wolf 29';

type Tokens = { readonly accessToken: string; readonly refreshToken: string };
let visitors = 0;

/** Somebody at an address of their own, with the token they were given. */
export class LambdaVisitor {
  readonly world: LambdaWorld;
  readonly address = `198.51.100.${++visitors % 250}`;
  readonly email = `driver${visitors}@example.org`;
  tokens: Tokens | undefined;

  constructor(world: LambdaWorld) {
    this.world = world;
  }

  post(name: FunctionName, path: string, payload: object = {}, asked: Asked = {}) {
    return this.world.post(name, path, payload, this.#asked(asked));
  }

  get(name: FunctionName, path: string, asked: Asked = {}): Promise<HttpResult> {
    return this.world.ask(name, 'GET', path, this.#asked(asked));
  }

  delete(name: FunctionName, path: string): Promise<HttpResult> {
    return this.world.ask(name, 'DELETE', path, this.#asked({}));
  }

  /** Has an account whose address is proven. */
  async join(): Promise<this> {
    const { email } = this;
    await this.post('signup', '/auth/signup', { email, password: PASSWORD, name: 'Some driver' });
    const token = await this.world.mailbox.takeToken(email, /Confirm/);
    await this.post('identity', '/auth/verify-email', { token });
    return this;
  }

  async login(password = PASSWORD): Promise<HttpResult> {
    return this.post('login', '/auth/login', { email: this.email, password });
  }

  /** Has an account and is signed in. */
  async enter(): Promise<this> {
    await this.join();
    return this.take(await this.login());
  }

  /** Keeps the tokens of an answer. */
  take(result: HttpResult): this {
    if (result.statusCode !== 200) throw new Error(`${result.statusCode}: ${result.body}`);
    this.tokens = bodyOf(result) as Tokens;
    return this;
  }

  #asked(asked: Asked): Asked {
    const bearer = this.tokens && { authorization: `Bearer ${this.tokens.accessToken}` };
    return { address: this.address, ...asked, headers: { ...bearer, ...asked.headers } };
  }
}
