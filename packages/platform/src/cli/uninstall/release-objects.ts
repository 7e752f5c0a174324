import { deploymentKind, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { OPERATOR, SYSTEM_NAMESPACE } from "#installation/names.ts";
import { runsElsewhere } from "./delete-objects.ts";
import { forEach, isHeld, ownObjects, release, unlessGone } from "./own-objects.ts";
import { type Uninstalling, untilNone } from "./uninstalling.ts";

const OPERATOR_ENDS_MS = 60_000;

/** Ends the operator, and then takes off the finalizers that nobody serves any more; a later operator puts them on again. */
export async function releaseObjects(uninstalling: Uninstalling): Promise<void> {
  const { session, kubernetes } = uninstalling;
  await endOperator(uninstalling);
  const held = (await ownObjects(kubernetes)).filter(isHeld);
  await forEach(held, async (own) => {
    session.signal.throwIfAborted();
    await release(kubernetes, own);
  });
  for (const own of held.filter(runsElsewhere))
    session.say(
      `${own.kind.kind.toLowerCase()}/${own.object.metadata.name} ran in AWS, where it may go on: nobody follows it any more.`,
    );
}

/** As long as it is there it would put its finalizers on again. */
async function endOperator(uninstalling: Uninstalling): Promise<void> {
  const { session, kubernetes } = uninstalling;
  const at = { namespace: SYSTEM_NAMESPACE, name: OPERATOR };
  if ((await kubernetes.find(deploymentKind, at)) !== undefined) {
    await unlessGone(() => kubernetes.remove(deploymentKind, at));
    await session.out(`deployment/${OPERATOR} deleted\n`);
  }
  const where = { namespace: SYSTEM_NAMESPACE, labelSelector: `app.kubernetes.io/name=${OPERATOR}` };
  const pods = async () => (await kubernetes.list(podKind, where)).items;
  const left = await untilNone({ session, timeoutMs: OPERATOR_ENDS_MS }, pods);
  if (left.length > 0) session.say("The operator's pod does not end; its node may be away.");
}
