import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { deploymentKind } from "@slipway/model/kubernetes/workloads.ts";
import { installedKind } from "#installation/kinds.ts";
import { OPERATOR, SYSTEM_NAMESPACE } from "#installation/names.ts";
import { atOf, forEach, nameOf, type OwnObject, ownObjects, unlessGone } from "./own-objects.ts";
import { notGone, type Uninstalling, untilNone } from "./uninstalling.ts";

/** How long an operator may take to come back before it counts as one that is not there. */
const OPERATOR_PATIENCE_MS = 20_000;

/**
 * Deletes every object while the operator is there to clean up. Ends when they are gone, or when no operator is there that could
 * take its finalizers off; throws SLIP-CLI-026 when one is, and they are still not gone.
 */
export async function deleteObjects(
  uninstalling: Uninstalling,
  { force }: { readonly force: boolean },
): Promise<void> {
  const { session, kubernetes } = uninstalling;
  const objects = await ownObjects(kubernetes);
  await forEach(objects, async (own) => {
    session.signal.throwIfAborted();
    if (own.object.metadata.deletionTimestamp === undefined)
      await unlessGone(() => kubernetes.remove(own.kind, atOf(own)));
    await session.out(`${own.kind.kind.toLowerCase()}/${own.object.metadata.name} deleted\n`);
  });
  if (force) return;
  const operator = operatorAbsence(uninstalling);
  const left = await untilNone(uninstalling, () => ownObjects(kubernetes), operator.isAbsent);
  if (left.length === 0 || (await operator.isAbsent())) return;
  throw notGone(left.map(nameOf));
}

/** Says once no operator has been ready for a while; at once where none is wanted, or none can come into a namespace that goes. */
function operatorAbsence({ kubernetes }: Uninstalling): { isAbsent(): Promise<boolean> } {
  let lastSeen = Date.now();
  return {
    isAbsent: async () => {
      const at = { namespace: SYSTEM_NAMESPACE, name: OPERATOR };
      const deployment = await kubernetes.find(deploymentKind, at);
      if (deployment === undefined || deployment.spec.replicas === 0) return true;
      if ((deployment.status?.availableReplicas ?? 0) > 0) lastSeen = Date.now();
      else if (await isGoing(kubernetes)) return true;
      return Date.now() - lastSeen > OPERATOR_PATIENCE_MS;
    },
  };
}

async function isGoing(kubernetes: Uninstalling["kubernetes"]): Promise<boolean> {
  const namespace = await kubernetes.find(installedKind("Namespace"), { name: SYSTEM_NAMESPACE });
  return namespace?.metadata.deletionTimestamp !== undefined;
}

/** What an operator that is gone can end no more: it costs money where it is. */
export function runsElsewhere({ object }: OwnObject): boolean {
  return carrierOf(object) === "sagemaker";
}
