import type { DeployedImage } from "@slipway/model/kinds/endpoint/type.generated.ts";
import type { ServingContainer } from "../../serving.ts";

/** What images' names stood for when a deployment of an endpoint began: all its pods run that, also those that come later. */
export interface Pins {
  /** Tells the deployment: what was asked for, and by which request, but for weights and numbers. */
  readonly of: string;
  /** RFC 3339. */
  readonly at: string;
  /** By name as written; one that is not here runs as it is written. */
  readonly images: Readonly<Record<string, string>>;
}

/** Of an endpoint's deployments: what serves, and what is to take its place or could not. */
export interface PinMemory {
  readonly serving?: Pins;
  readonly next?: Pins;
}

/** Those of the deployment, where it is known: one that is taken back is what it was. */
export function knownPins(memory: PinMemory | undefined, of: string): Pins | undefined {
  return [memory?.next, memory?.serving].find((pins) => pins?.of === of);
}

/** What a pod's containers run, in SageMaker's words; undefined where none of it was pinned. */
export function deployedImages(
  containers: readonly ServingContainer[],
  pins: Pins | undefined,
): readonly DeployedImage[] | undefined {
  if (pins === undefined || containers.every(({ image }) => pins.images[image] === undefined))
    return undefined;
  return containers.map(({ image }) => {
    const resolved = pins.images[image];
    const told = resolved === undefined ? {} : { resolvedImage: resolved, resolutionTime: pins.at };
    return { specifiedImage: image, ...told };
  });
}

/** What `deployedImages` says, read back; undefined for what is not so. */
export function deployedImagesIn(text: string | undefined): readonly DeployedImage[] | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? (read as readonly DeployedImage[]) : undefined;
  } catch {
    return undefined;
  }
}
