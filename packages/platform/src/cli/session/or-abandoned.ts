/** What a command may take to leave nothing half made. */
const GRACE_MS = 1_000;

/** The command's own end, or, once it has been asked to end and does not, an AbortError. */
export async function orAbandoned<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let abandon = (): void => {};
  const abandoned = new Promise<never>((_, reject) => {
    abandon = () => {
      timer = setTimeout(() => reject(signal.reason), GRACE_MS);
    };
  });
  if (signal.aborted) abandon();
  signal.addEventListener("abort", abandon, { once: true });
  try {
    return await Promise.race([running, abandoned]);
  } finally {
    signal.removeEventListener("abort", abandon);
    clearTimeout(timer);
  }
}
