import type { Call } from "../call.ts";
import { readObject } from "./body.ts";

/** The object of a write, as it was sent; what it must be is the server's to say. */
export function objectOf({ body, headers, target }: Call): Readonly<Record<string, unknown>> {
  return readObject(body ?? Buffer.from("{}"), headers["content-type"], target.resource);
}
