import type { Call } from "../call.ts";
import { parseObject } from "./body.ts";

/** The object of a write, as it was sent; what it must be, and how large it may be, is the server's to say. */
export function objectOf({ body, headers, target }: Call): Readonly<Record<string, unknown>> {
  return parseObject(body ?? Buffer.from("{}"), headers["content-type"], target.resource);
}
