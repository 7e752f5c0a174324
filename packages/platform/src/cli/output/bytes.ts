const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `512 B`, `1.2 KiB`, `34 MiB`: two digits at least, three at most. */
export function bytesText(bytes: number): string {
  let [amount, unit] = [bytes, 0];
  while (amount >= 1024 && unit < UNITS.length - 1) [amount, unit] = [amount / 1024, unit + 1];
  return `${unit === 0 || amount >= 10 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}
