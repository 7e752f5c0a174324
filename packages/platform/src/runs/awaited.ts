import { isAwaited } from "#runtimes/refusal.ts";

/** What a runtime waits for, where its error says that it only waits. */
export function awaited(error: unknown): { readonly waitingFor: string } {
  if (!isAwaited(error)) throw error;
  return { waitingFor: error.message };
}
