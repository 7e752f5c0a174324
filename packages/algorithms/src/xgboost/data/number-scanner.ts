const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const PLUS = 43;
const DOT = 46;
/** A decimal of up to 15 digits is exact after one division: both its parts are exact doubles. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * The number that the bytes from `start` to before `end` spell; undefined when they spell none. "nan" in any case is
 * NaN, as XGBoost's parsers have it; infinity is not a number of a data set.
 */
export function scanNumber(bytes: Uint8Array, start: number, end: number): number | undefined {
  const sign = bytes[start];
  let mantissa = 0;
  let digits = 0;
  let dot = -1;
  for (let index = sign === MINUS || sign === PLUS ? start + 1 : start; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO);
      digits++;
    } else if (byte === DOT && dot < 0) dot = index;
    else return scanSlowly(bytes, start, end);
  }
  if (digits === 0 || digits > EXACT_DIGITS) return scanSlowly(bytes, start, end);
  const value = dot < 0 ? mantissa : mantissa / (POWERS[end - dot - 1] as number);
  return sign === MINUS ? -value : value;
}

/** Digits of a count or an index; undefined when there is anything else. */
export function scanInteger(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (start >= end || end - start > EXACT_DIGITS) return undefined;
  let value = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte < ZERO || byte > NINE) return undefined;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

function scanSlowly(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end - start > 1024) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(Math.fround(value)) ? value : undefined;
}
