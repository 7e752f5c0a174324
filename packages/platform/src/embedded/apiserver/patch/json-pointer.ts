import { define, isObject, type Json, type JsonObject } from "../json/json.ts";

/** The document that pointers (RFC 6901) point into. */
export interface Root {
  root: Json;
}

/** The value that is there; undefined when none is. */
export function find(at: Root, pointer: string): Json | undefined {
  const tokens = tokensOf(pointer);
  return tokens === undefined ? undefined : descend(at.root, tokens);
}

/** Puts a value into an object, or in front of an item of a list; `-` is behind the last one. False when the place is none. */
export function add(at: Root, pointer: string, value: Json): boolean {
  return change(at, pointer, {
    root: () => {
      at.root = value;
      return true;
    },
    list: (list, token) => {
      const index = token === "-" ? list.length : indexOf(token);
      if (index === undefined || index > list.length) return false;
      list.splice(index, 0, value);
      return true;
    },
    object: (object, token) => {
      define(object, token, value);
      return true;
    },
  });
}

/** Puts a value in the place of one that is there. */
export function replace(at: Root, pointer: string, value: Json): boolean {
  return change(at, pointer, {
    root: () => {
      at.root = value;
      return true;
    },
    list: (list, token) => {
      const index = indexOf(token);
      if (index === undefined || index >= list.length) return false;
      list[index] = value;
      return true;
    },
    object: (object, token) => {
      if (!Object.hasOwn(object, token)) return false;
      define(object, token, value);
      return true;
    },
  });
}

/** Takes a value out and returns it; undefined when there is none. */
export function remove(at: Root, pointer: string): Json | undefined {
  const value = find(at, pointer);
  if (value === undefined) return undefined;
  const removed = change(at, pointer, {
    root: () => false,
    list: (list, token) => list.splice(Number(token), 1).length === 1,
    object: (object, token) => delete object[token],
  });
  return removed ? value : undefined;
}

interface Changes {
  root(): boolean;
  list(list: Json[], token: string): boolean;
  object(object: JsonObject, token: string): boolean;
}

function change(at: Root, pointer: string, changes: Changes): boolean {
  const tokens = tokensOf(pointer);
  if (tokens === undefined) return false;
  const last = tokens.pop();
  if (last === undefined) return changes.root();
  const parent = descend(at.root, tokens);
  if (Array.isArray(parent)) return changes.list(parent, last);
  return isObject(parent) && changes.object(parent, last);
}

function descend(root: Json, tokens: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const token of tokens) {
    if (Array.isArray(value)) {
      const index = indexOf(token);
      value = index === undefined ? undefined : value[index];
    } else value = isObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

function tokensOf(pointer: string): string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/")) return undefined;
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Digits without leading zeros; everything else names no item of a list. */
function indexOf(token: string): number | undefined {
  return /^(0|[1-9]\d{0,8})$/.test(token) ? Number(token) : undefined;
}
