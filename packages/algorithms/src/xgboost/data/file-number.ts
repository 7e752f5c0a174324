import { scanNumber } from "./number-scanner.ts";

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const PLUS = 43;
const DOT = 46;
const LOWER_E = 101;
const UPPER_E = 69;
/** Digits after the point that XGBoost's reader looks at. */
const MOST_DECIMALS = 19;
const EXACT_DIGITS = 15;
/** Its reader counts whole numbers in 64 bits and takes a greater one for what is left of it. */
const MOST_WHOLE = 2 ** 64;
/** Its reader takes a greater one for this, and keeps what stands before it between two bounds then. */
const MOST_EXPONENT = 38;
const LEAST_AT_END = Math.fround(1.17549435);
const MOST_AT_END = Math.fround(3.40282347);

/**
 * The number that the bytes spell, as XGBoost's reader of files makes it: step by step in single precision, so that it
 * may be a neighbour of the single-precision number that is nearest. Undefined for what is no number at all.
 */
export function scanFileNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  const exact = scanNumber(bytes, start, end);
  if (exact === undefined || Number.isNaN(exact)) return exact;
  const sign = bytes[start];
  const whole = wholePart(bytes, sign === MINUS || sign === PLUS ? start + 1 : start, end);
  if (whole.value >= MOST_WHOLE) return undefined;
  const fraction = bytes[whole.at] === DOT ? decimals(bytes, whole.at + 1, end) : { value: 0, at: whole.at };
  const value = scaled(Math.fround(whole.value + fraction.value), bytes, fraction.at, end);
  return sign === MINUS ? -value : value;
}

interface Part {
  readonly value: number;
  /** The first byte that is no digit of it. */
  readonly at: number;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

function wholePart(bytes: Uint8Array, start: number, end: number): Part {
  const at = digitsEnd(bytes, start, end);
  return { value: Math.fround(digitsOf(bytes, start, at)), at };
}

function decimals(bytes: Uint8Array, start: number, end: number): Part {
  const at = digitsEnd(bytes, start, end);
  const counted = Math.min(at, start + MOST_DECIMALS);
  return { value: Math.fround(digitsOf(bytes, start, counted) / 10 ** (counted - start)), at };
}

function digitsEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at] as number)) at++;
  return at;
}

function digitsOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > EXACT_DIGITS)
    return Number(BigInt(Buffer.from(bytes.subarray(start, end)).toString("latin1")));
  let value = 0;
  for (let index = start; index < end; index++) value = value * 10 + ((bytes[index] as number) - ZERO);
  return value;
}

/** By the exponent that follows, if one does. */
function scaled(value: number, bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || (bytes[at] !== LOWER_E && bytes[at] !== UPPER_E)) return value;
  const sign = bytes[at + 1];
  const digits = bytes.subarray(sign === MINUS || sign === PLUS ? at + 2 : at + 1, end);
  let exponent = Math.min(MOST_EXPONENT, Number(Buffer.from(digits).toString("latin1")));
  const edge = exponent === MOST_EXPONENT;
  const held = edge ? (sign === MINUS ? Math.max(value, LEAST_AT_END) : Math.min(value, MOST_AT_END)) : value;
  let scale = 1;
  for (; exponent >= 8; exponent -= 8) scale = Math.fround(scale * 1e8);
  for (; exponent > 0; exponent--) scale = Math.fround(scale * 10);
  return Math.fround(sign === MINUS ? held / scale : held * scale);
}
