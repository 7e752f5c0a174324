import { eventually, type Home, ok } from "../../e2e/support/home.ts";
import type { FailureCase, Place, Told } from "./failure-case.ts";
import type { Acts, FailureHome } from "./failure-home.ts";
import { type JobPlace, POOLS } from "./job-of.ts";

/** In the cluster's namespace `default`, whose other pods ask for nothing of it. */
const QUOTA = "no-gpus";

/** How long a job may wait for its turn. */
const MOST_SECONDS = 240;

/** A home whose jobs are pods, on one machine or on a kubelet. */
export class PodsHome implements FailureHome {
  readonly home: Home;
  readonly #place: Exclude<Place, "sagemaker">;
  readonly #image: string;
  readonly #acts: Acts;
  readonly #down: () => Promise<void>;

  constructor(parts: {
    readonly home: Home;
    readonly place: Exclude<Place, "sagemaker">;
    readonly image: string;
    down(): Promise<void>;
    /** What takes a pod's machine away. */
    takeAway(place: JobPlace, pod: string): Promise<unknown>;
  }) {
    const { home, takeAway } = parts;
    this.home = home;
    this.#place = parts.place;
    this.#image = parts.image;
    this.#down = () => parts.down();
    const pod = ({ name }: JobPlace) =>
      ok(home.kubectl("get", "trainingjob", name, "-o", "jsonpath={.status.slipway.pods[0]}"));
    this.#acts = {
      stop: ({ name }) => ok(home.slipway("stop", name)),
      "delete its pods": async (at) => ok(home.kubectl("delete", "pod", await pod(at), "--wait=false")),
      "take its machine away": async (at) => takeAway(at, await pod(at)),
    };
  }

  async prepare(): Promise<void> {
    const { home } = this;
    const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: POOLS });
    await ok(home.kubectlWith(list, "apply", "-f", "-"));
    if (this.#place !== "cluster") return;
    await ok(home.kubectl("create", "quota", QUOTA, "--hard=requests.nvidia.com/gpu=0"));
  }

  placeOf({ name }: FailureCase): JobPlace {
    return { name: `${name}-${this.#place}`, image: this.#image };
  }

  toldOf({ told }: FailureCase): Told {
    return told;
  }

  async play(failure: FailureCase): Promise<void> {
    if (failure.act === undefined) return;
    const place = this.placeOf(failure);
    const job = ["trainingjob", place.name, "-o", "jsonpath={.status.secondaryStatus}"];
    await eventually("the program to run", MOST_SECONDS, async () => {
      const { stdout } = await this.home.kubectl("get", ...job);
      return stdout === "Training" || undefined;
    });
    await eventually("the program to be ready", MOST_SECONDS, async () => {
      const { stdout } = await this.home.slipway("logs", `trainingjob/${place.name}`);
      return stdout.includes("ready") || undefined;
    });
    await this.#acts[failure.act](place);
  }

  async down(): Promise<void> {
    if (this.#place === "cluster") await this.home.kubectl("delete", "quota", QUOTA, "--ignore-not-found");
    await this.#down();
  }
}
