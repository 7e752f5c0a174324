import { defined } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import { wordsOf } from "#lib/words-of.ts";
import type { ContainerHost } from "../engine/container-host.ts";
import type { Pull } from "../engine/image-stock.ts";
import { MissingEngine } from "../engine/missing-engine.ts";
import { isOfNoRegistry, PULL_AGAIN_MS, PULL_PATIENCE_MS, passes } from "../engine/pull-errors.ts";
import { type Images, referenceOf } from "../pod/image.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import type { Trouble } from "./trouble.ts";

/** Who starts an engine has a job waiting for it. */
const ENGINE_AGAIN_MS = 5_000;

const NO_NAME = /invalid reference|repository name must|could not parse|invalid tag/i;

interface Wanted {
  readonly pull: Pull;
  readonly firstAt: number;
  readonly lastAt: number;
  /** What the pull before said. */
  readonly error?: string;
}

export interface PodImagesOptions {
  readonly images: Images;
  readonly containers: ContainerHost;
  readonly clock: Clock;
  /** Called when an image has come, or will not come. */
  settled(): void;
}

/** Brings a pod's images to the engine before anything of the pod is started. */
export class PodImages {
  readonly #options: PodImagesOptions;
  readonly #wanted = new Map<string, Wanted>();

  constructor(options: PodImagesOptions) {
    this.#options = options;
  }

  /** What the first container still waits for that has an image of the engine's; undefined when all are there. */
  async trouble(pod: Pod): Promise<Trouble | undefined> {
    for (const container of containersOf(pod)) {
      const image = referenceOf(this.#options.images, container.spec.image);
      const found = image === undefined ? undefined : await this.#troubleOf(container, image);
      if (found !== undefined) return { container: container.name, ...found };
    }
    return undefined;
  }

  async #troubleOf({ spec }: PodContainer, image: string): Promise<Trouble | undefined> {
    try {
      const name = this.#options.containers.nameOf(image);
      const wanted = this.#wanted.get(image);
      // "Always", which is what `latest` means, asks the registry first; what was built here is in none.
      const isAsked = spec.imagePullPolicy === "Always" && !isOfNoRegistry(name.reference);
      const isEnough = wanted === undefined ? !isAsked : wanted.pull.end !== undefined;
      if (isEnough && (await this.#options.containers.images.find(name)) !== undefined) return undefined;
      if (spec.imagePullPolicy === "Never")
        return {
          reason: "ErrImageNeverPull",
          message: `SLIP-NODE-009: the image "${image}" is not here, and is not to be pulled`,
        };
      return this.#bring(image);
    } catch (error) {
      if (error instanceof MissingEngine && !error.isOff)
        return {
          reason: "ContainerCreating",
          againMs: ENGINE_AGAIN_MS,
          message: `SLIP-NODE-008: the image "${image}" waits for a container engine: ${error.message}`,
        };
      return hopeless(image, wordsOf(error));
    }
  }

  /** What is hopeless is tried again as well: somebody may push it, or mend the name in the registry. */
  #bring(image: string): Trouble {
    const now = this.#options.clock.now().getTime();
    const before = this.#wanted.get(image);
    const error = before?.pull.end?.error ?? before?.error;
    const isDue =
      before === undefined || (before.pull.end !== undefined && now >= before.lastAt + PULL_AGAIN_MS);
    if (isDue) {
      const pull = this.#options.containers.images.pull(this.#options.containers.nameOf(image));
      this.#wanted.set(image, { pull, firstAt: before?.firstAt ?? now, lastAt: now, ...defined({ error }) });
      void pull.settled.then(this.#options.settled);
    }
    if (error === undefined) return { reason: "ContainerCreating", message: `pulling the image ${image}` };
    const waited = now - (before?.firstAt ?? now);
    if (!passes(error) || waited >= PULL_PATIENCE_MS) return hopeless(image, error);
    return {
      reason: "ContainerCreating",
      message: `the image ${image} cannot be pulled and is tried again for ${PULL_PATIENCE_MS / 60_000} minutes: ${error}`,
    };
  }
}

function hopeless(image: string, why: string): Trouble {
  return {
    reason: NO_NAME.test(why) ? "InvalidImageName" : "ErrImagePull",
    message: `SLIP-NODE-009: the image "${image}" cannot be had: ${why}`,
  };
}
