import { approve } from "../work/approve.ts";
import { runFlow } from "../work/flow-run.ts";
import { notify } from "../work/notify.ts";
import { resource } from "../work/resource.ts";
import { wait } from "../work/wait.ts";
import { after } from "./after.ts";
import { map } from "./map.ts";
import { scope } from "./scope.ts";
import { when } from "./when.ts";

/** How steps are put together, beside that one reads what another gives; and steps that need no program. */
export const flow = Object.freeze({
  ...{ map, when, scope, after },
  ...{ resource, run: runFlow, wait, approve, notify },
});

export type Flow = typeof flow;
