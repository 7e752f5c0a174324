import { ScriptedAws } from "../../../packages/platform/src/runtimes/sagemaker/testing/scripted-aws.ts";
import { eventually, Home, ok } from "../../e2e/support/home.ts";
import type { FailureCase, Told } from "./failure-case.ts";
import type { FailureHome } from "./failure-home.ts";
import type { JobPlace } from "./job-of.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };

/** A home whose jobs run in SageMaker, which answers as the table says. */
export class ScriptedHome implements FailureHome {
  readonly home: Home;
  readonly #aws: ScriptedAws;

  private constructor(aws: ScriptedAws) {
    this.#aws = aws;
    this.home = new Home(undefined, KEYS);
  }

  static async open(): Promise<ScriptedHome> {
    const scripted = new ScriptedHome(await ScriptedAws.up());
    await scripted.home.start("--aws-credentials");
    return scripted;
  }

  async prepare(): Promise<void> {
    const annotations = Object.entries(this.#aws.annotations).map(([name, value]) => `${name}=${value}`);
    await ok(this.home.kubectl("annotate", "namespace", "default", ...annotations));
  }

  placeOf(failure: FailureCase): JobPlace {
    const { name, aws } = failure;
    if (typeof aws !== "string" && aws.overQuota !== undefined) this.#aws.overQuota.set(name, aws.overQuota);
    const annotations = { "slipway.dev/runtime": "sagemaker" };
    return {
      name,
      image: "123456789012.dkr.ecr.us-west-2.amazonaws.com/a:1",
      annotations,
    };
  }

  toldOf({ aws, name }: FailureCase): Told {
    if (typeof aws === "string") throw new Error(`AWS tells nothing of ${name}`);
    return aws.told;
  }

  async play({ aws, name }: FailureCase): Promise<void> {
    if (typeof aws === "string" || aws.answer === undefined) return;
    const { answer } = aws;
    await eventually("the job in SageMaker", 60, async () => this.#aws.get("TrainingJob", name));
    const now = Date.now() / 1_000;
    const over = answer["TrainingJobStatus"] === "InProgress" ? {} : { TrainingEndTime: now };
    this.#aws.set("TrainingJob", name, { TrainingStartTime: now - 60, ...over, ...answer });
  }

  async down(): Promise<void> {
    await this.home.down();
    await this.#aws.close();
  }
}
