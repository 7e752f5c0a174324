import { after } from "./after.ts";
import { map } from "./map.ts";
import { scope } from "./scope.ts";
import { when } from "./when.ts";

/** How steps are put together, beside that one reads what another gives. */
export const flow = Object.freeze({ map, when, scope, after });

export type Flow = typeof flow;
