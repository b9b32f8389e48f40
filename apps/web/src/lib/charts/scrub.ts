/** The one cursor of a page: a place on the axis that charts, map and tables follow, told once a frame. */
export class Scrub {
  private x: number | null = null;
  private told: number | null = null;
  private frame = 0;
  private readonly followers = new Set<(x: number | null) => void>();

  get value(): number | null {
    return this.x;
  }

  set(x: number | null): void {
    this.x = x;
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.tell());
  }

  /** Calls `follow` now and at each move; returns how to stop. */
  follow(follow: (x: number | null) => void): () => void {
    this.followers.add(follow);
    follow(this.x);
    return () => void this.followers.delete(follow);
  }

  private tell(): void {
    this.frame = 0;
    if (this.told === this.x) return;
    this.told = this.x;
    for (const follow of this.followers) follow(this.x);
  }
}
