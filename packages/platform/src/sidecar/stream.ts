import { defined } from "@slipway/model";
import { isStreamed, type RunPlan } from "@slipway/model/run-plan.ts";
import { openSource, patiently } from "./open-source.ts";
import { type Environment, type Places, placesOf } from "./places.ts";
import { readRunPlan } from "./read-run-plan.ts";
import { named, report, sidecarFailure } from "./sidecar-failure.ts";
import { feedChannel } from "./stream/feed-channel.ts";

/**
 * The program `stream` beside the user's: feeds the named pipes of channels that are read while they come, until SIGTERM says that the
 * program has ended. What it cannot bring it says, and ends with 1, by which the run fails: a pipe whose data broke off must not
 * pass for one that was read to its end. It runs as the pod's own user, and may do nothing that the program may not do to its own folder.
 */
export async function streamMain(env: Environment): Promise<number> {
  process.once("SIGTERM", () => process.exit(0));
  // A program that reads nothing any more may go on for hours.
  const awake = setInterval(() => {}, 2 ** 30);
  const places = placesOf(env);
  try {
    await feedAll(await readRunPlan(places.plan), places, env);
    return await new Promise<never>(() => {});
  } catch (error) {
    await report(sidecarFailure(error), places.terminationLog);
    // Other channels may be waiting for their readers.
    return process.exit(1);
  } finally {
    clearInterval(awake);
  }
}

async function feedAll({ inputs, host }: RunPlan, { ml }: Places, env: Environment): Promise<void> {
  const { artifacts, isPassing } = await openSource(env);
  const say = (line: string): void => console.log(line);
  const retry = patiently(isPassing, say);
  const context = { artifacts, host, isPassing, ml, retry, say };
  const streamed = inputs.filter(isStreamed);
  await Promise.all(
    streamed.map((input) => {
      const own = { ...context, ...defined({ host: input.share }) };
      return named(`${input.name} (${input.from.s3Uri})`, feedChannel(input, own));
    }),
  );
}
