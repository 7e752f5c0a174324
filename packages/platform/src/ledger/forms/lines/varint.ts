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

/** So many of them from the beginning, and where the last one ends; past the bytes every number is 0. */
export function readNumbers(
  bytes: Uint8Array,
  count: number,
): { readonly values: readonly number[]; readonly end: number } {
  const values = new Array<number>(count);
  let end = 0;
  for (let index = 0; index < count; index++) {
    let byte = bytes[end++] ?? 0;
    let value = byte % 128;
    for (let unit = 128; byte >= 128; unit *= 128) {
      byte = bytes[end++] ?? 0;
      value += (byte % 128) * unit;
    }
    values[index] = value;
  }
  return { values, end };
}
