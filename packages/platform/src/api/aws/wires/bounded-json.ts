import type { Json } from "@slipway/model/flows/json.ts";
import { breachOf } from "#lib/bounds.ts";
import { LIMITS, refuseBreach, unreadable } from "./unreadable.ts";

/** The value of a body of JSON; an empty one is `{}`. Throws for what is no JSON, and for what breaks the bounds of requests. */
export function boundedJson(body: Uint8Array): Json {
  const text = Buffer.from(body).toString("utf8");
  const value = parsed(text.trim() === "" ? "{}" : text);
  const breach = breachOf(value, LIMITS);
  if (breach !== undefined) throw refuseBreach(breach);
  return value;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw unreadable(`The body is no JSON: ${(error as Error).message}`);
  }
}
