import { isNotFound, keyOf } from "@slipway/model";
import { SERVICE_NAME_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import {
  endpointSliceKind,
  type Pod,
  podKind,
  type Service,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import type { Outcome, Turn } from "#reconcile/reconciler.ts";
import { slicesOf } from "./slices.ts";

/** Keeps the EndpointSlices of Services that select pods: who can be asked, and on which port. */
export function endpointSliceController(): Controller {
  return controller<Service>({
    name: "embedded/services",
    reconciler: { kind: serviceKind, reconcile },
    watches: [
      watching(podKind, async (pod, { store }) => {
        const services = await store.list(serviceKind, { namespace: pod.metadata.namespace ?? "" });
        return services.items.filter((service) => selects(service, pod)).map(keyOf);
      }),
    ],
  });
}

async function reconcile(service: Service, turn: Turn): Promise<Outcome<Service>> {
  const namespace = service.metadata.namespace ?? "";
  const pods = await podsOf(service, turn);
  const wanted = slicesOf(service, pods);
  for (const slice of wanted)
    await turn.store.apply(endpointSliceKind, slice, { manager: "endpointslice-controller", force: true });
  const names = new Set(wanted.map((slice) => slice.metadata.name));
  const present = await turn.store.list(endpointSliceKind, {
    namespace,
    labels: { [SERVICE_NAME_LABEL]: service.metadata.name },
  });
  for (const { metadata } of present.items.filter((slice) => !names.has(slice.metadata.name))) {
    await turn.store.remove(endpointSliceKind, `${namespace}/${metadata.name}`).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
  return { status: service.status ?? {} };
}

/** A Service without a selector is somebody else's matter. */
async function podsOf({ metadata, spec }: Service, { store }: Turn): Promise<readonly Pod[]> {
  const labels = spec.selector ?? {};
  if (Object.keys(labels).length === 0) return [];
  return (await store.list(podKind, { namespace: metadata.namespace ?? "", labels })).items;
}

function selects(service: Service, pod: Pod): boolean {
  const selector = Object.entries(service.spec.selector ?? {});
  return selector.length > 0 && selector.every(([label, value]) => pod.metadata.labels?.[label] === value);
}
