import { eventually, type Home, ok } from "../../e2e/support/home.ts";
import type { FailureCase, Place, Told } from "./failure-case.ts";
import type { Acts, FailureHome } from "./failure-home.ts";
import { type JobPlace, POOLS } from "./job-of.ts";

/** A namespace that lets no pod in. */
const NO_PODS = "no-pods";

/** A home whose jobs are pods, on one machine or on a kubelet. */
export class PodsHome implements FailureHome {
  readonly home: Home;
  readonly playsAtOnce = false;
  readonly #place: Exclude<Place, "sagemaker">;
  readonly #image: string;
  readonly #acts: Acts;

  constructor(parts: {
    readonly home: Home;
    readonly place: Exclude<Place, "sagemaker">;
    readonly image: string;
    /** What takes a pod's machine away. */
    takeAway(place: JobPlace, pod: string): Promise<unknown>;
  }) {
    const { home, takeAway } = parts;
    this.home = home;
    this.#place = parts.place;
    this.#image = parts.image;
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
    await ok(home.kubectl("create", "namespace", NO_PODS));
    await ok(home.kubectl("create", "quota", "no-pods", "--hard=pods=0", `--namespace=${NO_PODS}`));
  }

  placeOf({ name, asks }: FailureCase): JobPlace {
    const namespace = asks.noQuota === undefined ? "default" : NO_PODS;
    return { name: `${name}-${this.#place}`, namespace, image: this.#image };
  }

  toldOf({ told }: FailureCase): Told {
    return told;
  }

  async play(failure: FailureCase): Promise<void> {
    const place = this.placeOf(failure);
    if (failure.act === undefined) return;
    await eventually("the program to be ready", 120, async () => {
      const { stdout } = await this.home.slipway("logs", `trainingjob/${place.name}`);
      return stdout.includes("ready") || undefined;
    });
    await this.#acts[failure.act](place);
  }

  async down(): Promise<void> {}
}
