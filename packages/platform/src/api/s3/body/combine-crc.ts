/** Reflected polynomials of the algorithms, whose registers begin and end inverted. */
const POLYNOMIALS: Readonly<Record<string, bigint>> = {
  CRC32: 0xedb88320n,
  CRC32C: 0x82f63b78n,
  CRC64NVME: 0x9a6c9329ac4bc9b5n,
};

interface Piece {
  /** Base64. */
  readonly value: string;
  /** Bytes that it is of. */
  readonly size: number;
}

/** The checksum of pieces one behind the other, by those of each: what zlib's crc32_combine does, for any of S3's polynomials. */
export function combineCrc(algorithm: string, pieces: readonly Piece[]): string {
  const polynomial = POLYNOMIALS[algorithm];
  if (polynomial === undefined) throw new Error(`${algorithm} is no CRC`);
  const bytes = Buffer.from(pieces[0]?.value ?? "", "base64").length;
  const field = { polynomial, top: 1n << BigInt(bytes * 8 - 1) };
  const whole = pieces.reduce(
    (so, { value, size }) => times(powerOf(size, field), so, field) ^ numberOf(value),
    0n,
  );
  return Buffer.from(whole.toString(16).padStart(bytes * 2, "0"), "hex").toString("base64");
}

const numberOf = (value: string): bigint => BigInt(`0x${Buffer.from(value, "base64").toString("hex")}`);

interface Field {
  readonly polynomial: bigint;
  /** The coefficient of 1: bits are reflected. */
  readonly top: bigint;
}

/** The product of two polynomials modulo the field's. */
function times(a: bigint, b: bigint, { polynomial, top }: Field): bigint {
  let [product, factor] = [0n, b];
  for (let bit = top; bit > 0n; bit >>= 1n) {
    if ((a & bit) !== 0n) product ^= factor;
    factor = (factor & 1n) === 0n ? factor >> 1n : (factor >> 1n) ^ polynomial;
  }
  return product;
}

/** x to the power of as many bits as so many bytes have. */
function powerOf(bytes: number, field: Field): bigint {
  let [power, square] = [field.top, field.top >> 8n];
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = times(power, square, field);
    square = times(square, square, field);
  }
  return power;
}
