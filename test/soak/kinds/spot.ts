import { ok } from "../../e2e/support/home.ts";
import { BUCKET, ended, outcomes } from "../any-job.ts";
import { createTraining } from "../jobs.ts";
import { become, persist } from "../persist.ts";
import { type Soak, sleep } from "../soak.ts";
import type { KindOfJob } from "./kind-of-job.ts";

/** A spot job that is interrupted some times: it completes, and does nothing again that its checkpoint has. */
export const spotTraining: KindOfJob = async (soak, name, random) => {
  const interruptions = random.between(1, 3);
  soak.witness.letEnd(name, interruptions + 1);
  await createTraining(soak, name, {
    HyperParameters: {
      url: soak.witnessUrl,
      sagemaker_program: "train.py",
      sagemaker_submit_directory: soak.sources.stepping,
    },
    EnableManagedSpotTraining: true,
    CheckpointConfig: { S3Uri: `s3://${BUCKET}/soak-checkpoints/${name}/` },
    StoppingCondition: { MaxRuntimeInSeconds: 3_600, MaxWaitTimeInSeconds: 7_200 },
  });
  let asked = 0;
  for (let life = 1; life <= interruptions; life++) {
    await become(soak, `try ${life} of ${name}`, 120, async () =>
      soak.witness.starts(name) >= life ? true : undefined,
    );
    await sleep(random.between(0, 3_000));
    // One whose answer is lost was perhaps carried out, and interrupts the next try when it is asked again.
    await persist(soak, `interrupting ${name}`, () => {
      asked += 1;
      return ok(soak.home.slipway("interrupt", name));
    });
  }
  await proveSteps(soak, name, { interruptions, asked });
};

async function proveSteps(
  soak: Soak,
  name: string,
  { interruptions, asked }: { readonly interruptions: number; readonly asked: number },
): Promise<void> {
  const job = { kind: "trainingjob", name } as const;
  if ((await ended(soak, { ...job, seconds: 180 })) === undefined) return;
  const steps = soak.witness.steps(name);
  const told = soak.witness.of(name).join("; ");
  if (steps.some((step, index) => index > 0 && step <= (steps[index - 1] ?? 0)))
    soak.violated(`${name} did again what its checkpoint has: ${told}`);
  const starts = soak.witness.starts(name);
  if (starts <= interruptions || starts > asked + 1)
    soak.violated(`${name} was started ${starts} times, and interrupted ${interruptions} times: ${told}`);
  const tries = await outcomes(soak, job);
  const lost = tries.filter((outcome) => outcome === "lost").length;
  if (tries.at(-1) !== "succeeded" || lost !== tries.length - 1 || tries.length < starts)
    soak.violated(`the tries at ${name}, which was started ${starts} times, were: ${tries.join(", ")}`);
  soak.counts.interrupted += interruptions;
  soak.counts.spot += 1;
}
