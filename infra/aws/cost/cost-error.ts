/** A resource that nobody has said a price of, or an item that names a price there is not. */
export class CostError extends Error {
  override name = 'CostError';
  readonly code: 'cost_type_unpriced' | 'cost_class_unpriced' | 'cost_price_missing';
  constructor(code: CostError['code'], message: string) {
    super(`${message} [${code}]`);
    this.code = code;
  }
}
