/** Forked: an AWS door over an API server in memory, with jobs that nothing works on; tells its CPU time when asked. */
import { CreateTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { AwsHome, NAMESPACE } from "../../test/conformance/aws/aws-home.ts";
import { trainingJob } from "../../test/conformance/aws/requests.ts";

/** Writes that share a commit. */
const AT_ONCE = 500;

/** Jobs from `job-0` on: the first as the door makes it, and the others like it. */
async function fill(home: AwsHome, count: number): Promise<void> {
  await home.client().control.send(new CreateTrainingJobCommand(trainingJob("job-0")));
  const first = await home.store.get(trainingJobKind, `${NAMESPACE}/job-0`);
  if (first === undefined) throw new Error("the door made no job-0");
  const { resourceVersion: _, ...metadata } = first.metadata;
  const another = (index: number) =>
    JSON.parse(JSON.stringify({ ...first, metadata }).replaceAll("job-0", `job-${index}`)) as typeof first;
  for (let done = 1; done < count; done += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, index) => another(done + index));
    await Promise.all(some.map((job) => home.store.create(trainingJobKind, job)));
  }
}

const [count = "0"] = process.argv.slice(2);
const home = await AwsHome.up();
await fill(home, Number(count));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
process.on("disconnect", () => process.exit());
process.send?.({ url: home.url });
