import { type Caller, MASTERS } from "@slipway/model";

/** What describes the server and holds no objects: who is known may read it, as on a real cluster. */
const DESCRIPTIONS = /^\/(api|apis|openapi|version|healthz|livez|readyz)(\/|$)|^\/$/;

/** Whether the caller may read a path that names no object. */
export function mayReadPath(caller: Caller, path: string): boolean {
  return caller.groups.includes(MASTERS) || DESCRIPTIONS.test(path);
}
