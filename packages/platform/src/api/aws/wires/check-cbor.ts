import { LIMITS, refuseBreach, unreadable } from "./unreadable.ts";

const MAJOR = { bytes: 2, text: 3, list: 4, map: 5, tag: 6 } as const;
const BREAK = 0xff;
const INDEFINITE = 31;
/** The one tag that requests here have: a time. Big numbers would cost more than their bytes. */
const TIME = 1;

/**
 * Walks over one CBOR structure without making anything of it, so that what decodes it meets no length that the body does not have,
 * nor more depth or values than a request may hold. Throws AwsError.
 */
export function checkCbor(bytes: Uint8Array): void {
  if ((bytes[0] ?? 0) >> 5 !== MAJOR.map)
    throw unreadable("Unexpected value found where a structure was expected");
  /** How many values each open list or map still waits for; Infinity until its break. */
  const open: number[] = [1];
  let at = 0;
  for (let values = 0; open.length > 0; ) {
    const left = open.pop() ?? 0;
    if (left === 0) continue;
    if (left === Number.POSITIVE_INFINITY && bytes[at] === BREAK) {
      at += 1;
      continue;
    }
    const { next, holds } = item(bytes, at);
    at = next;
    open.push(left - 1, ...(holds === 0 ? [] : [holds]));
    values += 1;
    requireWithin({ values, depth: open.length });
  }
  if (at !== bytes.length) throw malformed();
}

function requireWithin({ values, depth }: { readonly values: number; readonly depth: number }): void {
  if (values > LIMITS.values) throw refuseBreach({ of: "values", most: LIMITS.values });
  if (depth > LIMITS.depth) throw refuseBreach({ of: "depth", most: LIMITS.depth });
}

/** Where the item that begins at `at` ends, less what it holds, and how many items it holds. */
function item(bytes: Uint8Array, at: number): { readonly next: number; readonly holds: number } {
  const first = bytes[at];
  if (first === undefined) throw malformed();
  const major = first >> 5;
  const minor = first & 0b1_1111;
  if (minor === INDEFINITE) {
    if (major < MAJOR.bytes || major > MAJOR.map) throw malformed();
    return { next: at + 1, holds: Number.POSITIVE_INFINITY };
  }
  const { argument, next } = argumentOf(bytes, at + 1, minor);
  const holds = heldBy(major, argument);
  const takes = major === MAJOR.bytes || major === MAJOR.text ? argument : 0;
  if (holds + takes > bytes.length - next) throw malformed();
  return { next: next + takes, holds };
}

/** How many items an item holds; each of them takes a byte or more. */
function heldBy(major: number, argument: number): number {
  if (major === MAJOR.list) return argument;
  if (major === MAJOR.map) return argument * 2;
  if (major !== MAJOR.tag) return 0;
  if (argument !== TIME) throw unreadable(`The body has a CBOR tag other than ${TIME}, a time's`);
  return 1;
}

const ONE_BYTE = 24;
const EIGHT_BYTES = 27;

function argumentOf(
  bytes: Uint8Array,
  at: number,
  minor: number,
): { readonly argument: number; readonly next: number } {
  if (minor < ONE_BYTE) return { argument: minor, next: at };
  const length = 2 ** (minor - ONE_BYTE);
  if (minor > EIGHT_BYTES || at + length > bytes.length) throw malformed();
  let argument = 0;
  for (const byte of bytes.subarray(at, at + length)) argument = argument * 256 + byte;
  return { argument, next: at + length };
}

const malformed = () => unreadable("The body is no CBOR");
