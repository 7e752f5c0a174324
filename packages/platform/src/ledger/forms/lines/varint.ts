/** Whole numbers from 0 to 2^53, seven bits a byte, the lowest first. */
export function writeNumbers(values: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  for (let value of values) {
    while (value >= 128) {
      bytes.push((value % 128) + 128);
      value = Math.floor(value / 128);
    }
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

/** Reads them one after the other; past the end every number is 0. */
export function readNumbers(bytes: Uint8Array): { next(): number; at(): number } {
  let place = 0;
  return {
    at: () => place,
    next: () => {
      let [value, unit] = [0, 1];
      for (;;) {
        const byte = bytes[place++] ?? 0;
        if (byte < 128) return value + byte * unit;
        value += (byte - 128) * unit;
        unit *= 128;
      }
    },
  };
}
