import { isSlipwayError, SlipwayError } from "@slipway/model";
import { podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { OPERATOR, SYSTEM_NAMESPACE } from "#installation/names.ts";
import type { Session } from "../session/session.ts";

/** Where the operator's pod answers probes. */
const HEALTH_PORT = 8081;

/**
 * Asks the operator whether it reaches the buckets from where pods are: what works on the machine of whoever installs need not
 * work there. Throws SLIP-CLI-024 where it does not; says so where that cannot be asked.
 */
export async function tellStore(session: Session, kubernetes: KubernetesClient): Promise<void> {
  const { problem, note } = await asked(kubernetes).catch((error: unknown): Found => {
    if (!isSlipwayError(error)) throw error;
    return { note: `Whether pods reach the buckets could not be asked: ${error.message}` };
  });
  if (note !== undefined) session.say(note);
  if (problem !== undefined) throw new SlipwayError("SLIP-CLI-024", problem);
}

interface Found {
  readonly problem?: string;
  readonly note?: string;
}

async function asked(kubernetes: KubernetesClient): Promise<Found> {
  const where = { namespace: SYSTEM_NAMESPACE, labelSelector: `app.kubernetes.io/name=${OPERATOR}` };
  const { items } = await kubernetes.list(podKind, where);
  const running = items.find(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase === "Running",
  );
  if (running === undefined) return {};
  const path = `/api/v1/namespaces/${SYSTEM_NAMESPACE}/pods/${running.metadata.name}:${HEALTH_PORT}/proxy/bucketz`;
  return kubernetes.read<Found>(path);
}
