/** Buckets in memory, which count how often each key was put. */
export class Buckets {
  readonly objects = new Map<string, string>();
  readonly puts: string[] = [];
  failing: Error | undefined;

  readonly put = async (bucket: string, key: string, body: unknown) => {
    this.puts.push(`${bucket}/${key}`);
    if (this.failing !== undefined) throw this.failing;
    this.objects.set(`${bucket}/${key}`, String(body));
    return { bucket, key, size: 0, etag: "", lastModified: new Date(0), metadata: {} };
  };

  /** Of all objects, in the order of their keys. */
  get lines(): readonly string[] {
    return [...this.objects.keys()]
      .toSorted()
      .flatMap((key) => (this.objects.get(key) ?? "").split("\n").slice(0, -1));
  }
}
