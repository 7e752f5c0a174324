import { isSlipwayError, type SlipwayError } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { wordsOf } from "#lib/words-of.ts";
import { type Images, processOf, referenceOf } from "../pod/image.ts";
import { noProcess } from "../pod/program.ts";
import { containersOf } from "../pod/roles.ts";

/** Why containers of a pod cannot be started now, in a kubelet's reasons. */
export interface Trouble {
  readonly reason: string;
  readonly message: string;
  /** The one container it is about; absent means all. */
  readonly container?: string;
  /** When to look again whether it is still so; absent: when images, or the pod's files, are looked at again. */
  readonly againMs?: number;
}

/** The first container whose image nothing here can run: said before anything is started, so that no input is fetched for it. */
export function imageTrouble(
  pod: Pod,
  { images, containers }: { readonly images: Images; readonly containers?: unknown },
  again: boolean,
): Trouble | undefined {
  const stuck = containersOf(pod).find(
    ({ spec }) =>
      processOf(images, spec.image) === undefined &&
      (containers === undefined || referenceOf(images, spec.image) === undefined),
  );
  if (stuck === undefined) return undefined;
  const { image = "", imagePullPolicy } = stuck.spec;
  const pulling = again ? "ImagePullBackOff" : "ErrImagePull";
  return {
    container: stuck.name,
    reason: imagePullPolicy === "Never" ? "ErrImageNeverPull" : pulling,
    message: sentence(noProcess(images, image)),
  };
}

/** What went wrong while the pod's files were made. */
export function preparationTrouble(error: unknown): Trouble {
  if (isSlipwayError(error)) {
    // A pod that is over has its GPUs until what is left of it is cleared away.
    const waits = error.message.startsWith("MountVolume") || error.code === "SLIP-NODE-007";
    return {
      reason: waits ? "ContainerCreating" : "CreateContainerConfigError",
      message: sentence(error),
    };
  }
  const why = wordsOf(error);
  return {
    reason: "ContainerCreating",
    message: `SLIP-NODE-004: the pod's folder cannot be written: ${why}`,
  };
}

/** With its code first, as people search for it, and the remedy, since a status is all they see. */
function sentence(error: SlipwayError): string {
  return `${error.code}: ${error.message}. ${error.entry.remedy}`;
}
