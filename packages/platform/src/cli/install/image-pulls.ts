import { setTimeout as sleep } from "node:timers/promises";
import { SlipwayError } from "@slipway/model";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { SYSTEM_NAMESPACE } from "#installation/names.ts";

/** What no waiting mends. */
const NEVER = /^(InvalidImageName|ErrImageNeverPull)$/;
/** What a registry that is away for a moment looks like as well. */
const PERHAPS = /^(ErrImagePull|ImagePullBackOff)$/;
const PATIENCE_MS = 20_000;
const LOOK_MS = 1_000;

/** Looks whether the pods of a part get their image, until stopped; `failed` aborts, with the error, once they do not. */
export function watchPulls(
  kubernetes: KubernetesClient,
  part: { readonly name: string; readonly image: string },
): { readonly failed: AbortSignal; stop(): void } {
  const failure = new AbortController();
  const stop = new AbortController();
  const from = Date.now();
  const look = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const found = await failedPull(kubernetes, part).catch(() => undefined);
      if (found !== undefined && (NEVER.test(found.reason) || Date.now() - from > PATIENCE_MS))
        return failure.abort(new SlipwayError("SLIP-CLI-020", `${part.image}: ${found.message}`));
      await sleep(LOOK_MS, undefined, { signal: stop.signal }).catch(() => {});
    }
  };
  void look();
  return { failed: failure.signal, stop: () => stop.abort() };
}

/** Pods of an image that was asked for before may still be there, and fail at that one. */
async function failedPull(
  kubernetes: KubernetesClient,
  { name, image }: { readonly name: string; readonly image: string },
) {
  const where = { namespace: SYSTEM_NAMESPACE, labelSelector: `app.kubernetes.io/name=${name}` };
  const { items } = await kubernetes.list(podKind, where);
  return items
    .filter(({ spec }) => spec.containers.some((container) => container.image === image))
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .map(({ state }) => {
      const { reason = "", message = reason } = state?.waiting ?? {};
      return { reason, message };
    })
    .find(({ reason }) => NEVER.test(reason) || PERHAPS.test(reason));
}
