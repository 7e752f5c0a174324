import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { PodFacts } from "../supervisor/facts.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { PodImages } from "./pod-images.ts";
import type { RunnerTools } from "./runner-tools.ts";
import { imageTrouble, preparationTrouble, type Trouble } from "./trouble.ts";

const IMAGE_RETRY_MS = 20_000;
const RETRY_MS = 2_000;

/** Begins a pod's attempts, and remembers why that cannot be done. */
export class Starter {
  readonly #life: Lifecycle;
  readonly #tools: RunnerTools;
  #triedAt = Number.NEGATIVE_INFINITY;
  #trouble: Trouble | undefined;
  readonly #podImages: PodImages | undefined;

  /** `wake` is called when what was waited for may have come. */
  constructor(life: Lifecycle, tools: RunnerTools, wake: () => void) {
    this.#life = life;
    this.#tools = tools;
    const { containers } = tools;
    const settled = () => {
      this.#triedAt = Number.NEGATIVE_INFINITY;
      wake();
    };
    this.#podImages = containers && new PodImages({ ...tools, containers, settled });
  }

  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Returns in how many milliseconds to look again. */
  async begin(pod: Pod, facts: PodFacts): Promise<number> {
    const now = this.#tools.clock.now().getTime();
    const waitMs = this.#triedAt + againMs(this.#trouble) - now;
    if (this.#trouble !== undefined && waitMs > 0) return waitMs;
    this.#triedAt = now;
    const before = this.#trouble;
    this.#trouble =
      imageTrouble(pod, this.#tools, before !== undefined) ?? (await this.#podImages?.trouble(pod));
    if (this.#trouble !== undefined) return this.#say(pod, before, againMs(this.#trouble));
    try {
      return await this.#life.begin(pod, facts);
    } catch (error) {
      this.#trouble = preparationTrouble(error);
      return this.#say(pod, before, RETRY_MS);
    }
  }

  #say(pod: Pod, before: Trouble | undefined, againMs: number): number {
    const trouble = this.#trouble;
    if (trouble !== undefined && trouble.message !== before?.message)
      this.#tools.events.record(pod, { type: "Warning", reason: trouble.reason, message: trouble.message });
    return againMs;
  }
}

function againMs(trouble: Trouble | undefined): number {
  return trouble?.againMs ?? (trouble?.container === undefined ? RETRY_MS : IMAGE_RETRY_MS);
}
