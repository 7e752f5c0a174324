import { isTrue, type Resource, type StatusBase } from "@slipway/model";
import type { WaitBody } from "@slipway/model/flows/index.ts";
import { lookAt } from "../resource/look-at.ts";
import { resultsOf } from "../resource/results-of.ts";
import { factsOf, type Wanted } from "../resource/wanted.ts";
import type { Try, TryState } from "../step-work.ts";

/** How an object does that somebody else makes: what is not there yet is waited for. */
export async function lookAtWaited(
  { run, turn }: Try,
  { apiVersion, kind, name, condition }: NonNullable<WaitBody["resource"]>,
): Promise<TryState> {
  const facts = factsOf(apiVersion, kind);
  const wanted: Pick<Wanted, "kind" | "key"> = {
    kind: facts.kind,
    key: `${run.metadata.namespace ?? ""}/${name}`,
  };
  const object: (Resource & { readonly status?: StatusBase }) | undefined = await turn.store.get(
    wanted.kind,
    wanted.key,
  );
  if (object === undefined || object.metadata.deletionTimestamp !== undefined) return { phase: "going" };
  if (condition === undefined) return lookAt(wanted, object, resultsOf);
  if (!isTrue(object.status?.conditions, condition)) return { phase: "going" };
  return { phase: "succeeded", gives: { results: resultsOf(object) } };
}
