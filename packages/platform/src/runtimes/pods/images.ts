import type { Resource } from "@slipway/model";
import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import { argumentsOf, SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import { BASE_IMAGE_ANNOTATION } from "@slipway/model/algorithms/image-name.ts";
import type { Container } from "@slipway/model/kubernetes/workloads.ts";

/** How a container runs an image: whatever the image itself says, unless it stands for a program of Slipway's own. */
export interface ImageUse {
  readonly image: string;
  /** The program, before the container's arguments; absent means the image's own entrypoint. */
  readonly command?: readonly string[];
  /** Variables of the program, beside the run's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Brings the program into a volume first, where the image is another's and stays as it is. */
  readonly bringer?: Container;
}

/** Says how a home runs an image for an object. */
export type UseImage = (image: string, owner: Resource) => ImageUse;

/** For homes whose node runs `slipway.dev/...` by itself. */
export const asWritten: UseImage = (image) => ({ image });

const [INIT, NODE] = ["/usr/local/bin/init", "/usr/local/bin/node"];
const POD = "/app/dist/pod.js";

/** Where the program lies in containers of another's image. */
export const PROGRAM_MOUNT = { name: "slipway-program", mountPath: "/opt/slipway" } as const;
const AT = PROGRAM_MOUNT.mountPath;
/** Node as it was brought there, whatever C library the image has. */
const BROUGHT_NODE = [
  `${AT}/bin/init`,
  `${AT}/lib/loader`,
  "--library-path",
  `${AT}/lib`,
  `${AT}/bin/node`,
] as const;

/**
 * For clusters: Slipway's programs are all in the one OCI image `image`. Source code runs on a base image that the object or
 * the home declares and that stays as it is: Node and the program come by a volume, with the libraries and the loader
 * they need, so that it does not matter which C library the base image has.
 */
export function fromOneImage(home: { readonly image: string; readonly baseImage: string }): UseImage {
  return (image, owner) => {
    const facts = algorithmOf(image);
    const program = facts === undefined ? [] : argumentsOf(facts);
    if (facts === undefined && image !== SLIPWAY_IMAGE) return { image };
    if (facts?.runsSource !== true) return { image: home.image, command: [INIT, NODE, POD, ...program] };
    return {
      image: owner.metadata.annotations?.[BASE_IMAGE_ANNOTATION] ?? home.baseImage,
      command: [...BROUGHT_NODE, `${AT}/app/dist/pod.js`, ...program],
      // What a base image brings was put there to be used.
      env: { SLIPWAY_SYSTEM_SITE_PACKAGES: "1" },
      bringer: bringerOf(home.image),
    };
  };
}

/** For a container of any image that is to end well at once; `image` is Slipway's own. */
export function doingNothing(image: string): Pick<ImageUse, "command" | "bringer"> {
  return { command: [...BROUGHT_NODE, "--eval", ""], bringer: bringerOf(image) };
}

function bringerOf(image: string): Container {
  return {
    name: "program",
    image,
    command: [INIT, NODE, POD, "sidecar", "install", AT],
    volumeMounts: [PROGRAM_MOUNT],
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}
