import { type Resource, SlipwayError } from "@slipway/model";
import { SAGEMAKER_GROUP } from "@slipway/model/ack.ts";
import { deploymentKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { installedKind } from "#installation/kinds.ts";
import { MANAGED_BY } from "#installation/names.ts";

/** ACK's chart and image are named so, in every registry. */
const CONTROLLER = /(^|\/)sagemaker-controller(:|@|$)/;

/** Throws SLIP-CLI-017 where ACK's SageMaker controller or its definitions are in the cluster: they are not ours to replace. */
export async function refuseBesideAck(kubernetes: KubernetesClient): Promise<void> {
  const { items: crds } = await kubernetes.list(installedKind("CustomResourceDefinition"));
  const foreign = crds.filter((crd) => groupOf(crd) === SAGEMAKER_GROUP && !isOurs(crd));
  if (foreign.length > 0) {
    const names = foreign.map(({ metadata }) => metadata.name).sort();
    throw new SlipwayError(
      "SLIP-CLI-017",
      `the cluster has definitions of ${SAGEMAKER_GROUP} that Slipway did not make (${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ""}); nothing was changed`,
    );
  }
  const { items: deployments } = await kubernetes.list(deploymentKind);
  const controller = deployments.find(({ spec }) =>
    spec.template.spec?.containers.some(({ image = "" }) => CONTROLLER.test(image)),
  );
  if (controller === undefined) return;
  const { namespace, name } = controller.metadata;
  throw new SlipwayError(
    "SLIP-CLI-017",
    `ACK's SageMaker controller runs as Deployment ${namespace}/${name}; nothing was changed`,
  );
}

const groupOf = (crd: Resource): string | undefined =>
  (crd.spec as { readonly group?: string } | undefined)?.group;

function isOurs({ metadata }: Resource): boolean {
  const [[label, value] = []] = Object.entries(MANAGED_BY);
  return label !== undefined && metadata.labels?.[label] === value;
}
