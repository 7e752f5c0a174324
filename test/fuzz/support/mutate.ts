import type { Random } from "../../soak/random.ts";

/** What parsers, validators and printers have stumbled over, here and elsewhere. */
const TEXTS: readonly string[] = [
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u202e",
  "\u{1f600}",
  "é",
  "__proto__",
  "constructor",
  "toString",
  "..",
  "../../etc/passwd",
  "%2e%2e%2f",
  "%00",
  "%",
  "a/b",
  "a\\b",
  "'\"`;--",
  "<a>&amp;</a>",
  "$(id)",
  "null",
  "true",
  "-1",
  "1e999",
  "0x10",
  "9007199254740993",
  "2026-01-31T25:61:61Z",
  "A".repeat(64),
  "a".repeat(254),
  "-".repeat(5_000),
  "a.".repeat(5_000),
];
const NUMBERS: readonly number[] = [0, -0, -1, 1, 0.1, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e308, 5e-324];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const pick = <T>(random: Random, all: readonly T[]): T => all[random.between(0, all.length - 1)] as T;

/** The text without halves of characters, which cannot be encoded. */
export const wellFormed = (text: string): string => Buffer.from(text).toString("utf8");

/** A text beside the given one: cut, doubled, with something put in, or another one. */
export function mutateText(random: Random, text: string): string {
  const at = random.between(0, text.length);
  const to = random.between(at, text.length);
  switch (random.between(0, 5)) {
    case 0:
      return text.slice(0, at) + text.slice(to);
    case 1:
      return text.slice(0, to) + text.slice(at);
    case 2:
      return text.slice(0, at) + pick(random, TEXTS) + text.slice(at);
    case 3:
      return text.slice(0, at) + String.fromCharCode(random.between(0, 0x2ff)) + text.slice(at + 1);
    case 4:
      return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase();
    default:
      return pick(random, TEXTS);
  }
}

/** A value of any kind, now and then a large or deep one. */
export function anyValue(random: Random): Json {
  switch (random.between(0, 11)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return pick(random, NUMBERS);
    case 4:
      return [];
    case 5:
      return {};
    case 6:
      return Array.from({ length: random.between(1, 300) }, (_, index) => index);
    case 7:
      return Object.fromEntries(
        Array.from({ length: random.between(1, 300) }, (_, index) => [`k${index}`, "v"]),
      );
    case 8:
      return nested(random.between(2, 800));
    case 9:
      return { [pick(random, TEXTS)]: pick(random, TEXTS) };
    default:
      return pick(random, TEXTS);
  }
}

function nested(levels: number): Json {
  let value: Json = 1;
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** The value with a few places of it changed, taken away, doubled or renamed; the one that was given stays as it is. */
export function mutateJson(random: Random, value: Json): Json {
  const copy = structuredClone(value);
  if (typeof copy !== "object" || copy === null) return anyValue(random);
  for (let count = random.between(1, 3); count > 0; count--) mutatePlace(random, copy);
  return copy;
}

function mutatePlace(random: Random, root: Json[] | { [key: string]: Json }): void {
  let parent = root;
  for (;;) {
    const keys = Object.keys(parent);
    const key = keys.length === 0 ? pick(random, TEXTS) : pick(random, keys);
    const child = own(parent as { [key: string]: Json }, key);
    if (typeof child === "object" && child !== null && random.chance(0.7)) {
      parent = child;
      continue;
    }
    change(random, parent as { [key: string]: Json }, key);
    return;
  }
}

/** What the object itself has: `__proto__` is one of the names, and must not lead to what all objects share. */
function own(parent: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(parent, key) ? parent[key] : undefined;
}

function put(parent: { [key: string]: Json }, key: string, value: Json): void {
  Object.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

function change(random: Random, parent: { [key: string]: Json }, key: string): void {
  const value = own(parent, key);
  switch (random.between(0, 4)) {
    case 0:
      delete parent[key];
      return;
    case 1:
      put(parent, mutateText(random, key), value ?? null);
      return;
    case 2:
      put(parent, key, typeof value === "string" ? mutateText(random, value) : anyValue(random));
      return;
    case 3:
      if (Array.isArray(parent)) parent.push(value ?? null);
      else put(parent, key, [value ?? null, value ?? null]);
      return;
    default:
      put(parent, key, anyValue(random));
  }
}

/** Bytes beside the given ones. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  const at = random.between(0, bytes.length);
  const to = random.between(at, bytes.length);
  const noise = Buffer.from(Array.from({ length: random.between(1, 20) }, () => random.between(0, 255)));
  switch (random.between(0, 3)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        noise,
        bytes.subarray(Math.min(bytes.length, at + noise.length)),
      ]);
  }
}
