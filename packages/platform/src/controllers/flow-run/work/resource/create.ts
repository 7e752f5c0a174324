import { isAlreadyExists, isNotFound, type Resource, rfc3339, STOP_ANNOTATION } from "@slipway/model";
import type { Json } from "@slipway/model/flows/index.ts";
import { canStop } from "@slipway/model/kinds/can-stop.ts";
import { stepRunName } from "../../step-run.ts";
import type { StepWork, Try } from "../step-work.ts";
import { lookAt } from "./look-at.ts";
import { tryOf } from "./marks.ts";
import { orRefused } from "./or-refused.ts";
import { refused, type Wanted } from "./wanted.ts";

/**
 * New objects, followed until they are over. What an earlier try left under the same name goes first; nobody else's is touched. `wantedBy` says what a try
 * wants, and may throw TerminalError; `gives` what has come of an object that is done.
 */
export const creation = (
  wantedBy: (one: Try) => Wanted,
  gives: (object: Resource) => Readonly<Record<string, Json>>,
): StepWork => ({
  async begin(one) {
    const wanted = wantedBy(one);
    const { store } = one.turn;
    const found = await store.get(wanted.kind, wanted.key);
    if (found !== undefined) return takeOver(one, wanted, found);
    return orRefused(() => store.create(wanted.kind, wanted.object)).catch((error) => {
      if (isAlreadyExists(error)) return { waitingFor: "an object that was made just now" };
      throw error;
    });
  },

  async look(one) {
    const wanted = wantedBy(one);
    return lookAt(wanted, await ownObject(one, wanted), gives);
  },

  async stop(one) {
    const wanted = wantedBy(one);
    if (!canStop(wanted.facts)) return "stopped";
    const { store, now } = one.turn;
    const object = await ownObject(one, wanted);
    const { annotations = {} } = object?.metadata ?? {};
    if (object === undefined || annotations[STOP_ANNOTATION] !== undefined) return "stopping";
    const metadata = { ...object.metadata, annotations: { ...annotations, [STOP_ANNOTATION]: rfc3339(now) } };
    await store.replace(wanted.kind, { ...object, metadata }, "object");
    return "stopping";
  },

  /** What it has made is there for people to look at until the run is deleted. */
  remove: async () => "kept",
});

async function ownObject({ going, turn }: Try, { kind, key }: Wanted): Promise<Resource | undefined> {
  const found = await turn.store.get(kind, key);
  return found !== undefined && tryOf(found) === going.name ? found : undefined;
}

async function takeOver(
  { run, going, turn }: Try,
  { kind, key }: Wanted,
  found: Resource,
): Promise<{ readonly waitingFor: string } | undefined> {
  const made = tryOf(found);
  if (made === going.name) return undefined;
  const { path } = going.step;
  const earlier = Array.from({ length: going.attempt - 1 }, (_, index) => stepRunName(run, path, index + 1));
  if (made === undefined || !earlier.includes(made))
    throw refused(
      `there is a ${kind.kind} ${key} already, which this step has not made: leave metadata.name out, or let it follow from \${{ run.name }}`,
    );
  const { uid } = found.metadata;
  if (found.metadata.deletionTimestamp === undefined)
    await turn.store.remove(kind, key, uid === undefined ? {} : { uid }).catch((error) => {
      if (!isNotFound(error)) throw error;
    });
  return { waitingFor: `the ${kind.kind} ${key} of the try before to be gone` };
}
