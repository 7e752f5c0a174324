/** A fact with a time as JSON has it. */
type Written<T extends { readonly at: Date }> = Omit<T, "at"> & { readonly at: string };

/** The fact that was written; what it says beside its time is taken as it stands. */
export function timed<T extends { readonly at: Date }>(json: unknown): T {
  const written = json as Written<T>;
  return { ...written, at: new Date(written.at) } as unknown as T;
}
