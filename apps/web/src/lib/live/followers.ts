/** Those who are told of something many times a second, without anything reactive between. */
export class Followers<T> {
  private readonly all = new Set<(news: T) => void>();

  /** Returns how to stop. */
  add(follow: (news: T) => void): () => void {
    this.all.add(follow);
    return () => void this.all.delete(follow);
  }

  tell(news: T): void {
    for (const follow of this.all) follow(news);
  }
}
