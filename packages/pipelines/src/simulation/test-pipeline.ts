import type { Json } from "@slipway/model/flows/json.ts";
import { givenInputs } from "../component/given-inputs.ts";
import type { Built } from "../pipeline/build.ts";
import type { PipelineFacts } from "../pipeline/facts.ts";
import { checkValue } from "../types/check-value.ts";
import { blueprintOf } from "./blueprint.ts";
import { checkFakes } from "./find-fake.ts";
import type { TestRun } from "./record.ts";
import { Simulation } from "./simulate.ts";
import type { TestOptions } from "./test-options.ts";

const BEGIN = "2026-01-01T00:00:00Z";

/** Throws where a parameter is not what it is to be, and what is wrong with the test. */
export function testPipeline(
  { options, params }: PipelineFacts,
  built: Built,
  { given, how }: { readonly given: object; readonly how: TestOptions },
): TestRun {
  const { fakes, clock = BEGIN, cancelAt } = how;
  const blueprint = blueprintOf(built);
  checkFakes(fakes, blueprint);
  return new Simulation({
    blueprint,
    fakes,
    clock: new Date(clock),
    parameters: parametersOf(params, given, options.name),
    run: {
      name: `${options.name}-test`,
      namespace: "test",
      flow: options.name,
      ...timesOf(clock, zoneOf(options.schedule)),
    },
    ...(cancelAt === undefined ? {} : { cancelAt }),
  }).run();
}

function parametersOf(
  params: PipelineFacts["params"],
  given: object,
  who: string,
): Readonly<Record<string, Json>> {
  const all = givenInputs(params, given, who).map(([name, value]): [string, Json] => {
    const wrong = checkValue(value, params[name]?.spec ?? { type: "object" });
    if (wrong !== undefined) throw new TypeError(`The test's ${name} ${wrong}.`);
    return [name, value as Json];
  });
  return Object.fromEntries(all);
}

const zoneOf = (schedule: PipelineFacts["options"]["schedule"]): string =>
  (schedule !== undefined && "cron" in schedule ? schedule.timezone : undefined) ?? "UTC";

/** The day is that of the schedule's zone. */
function timesOf(clock: string, timeZone: string): Readonly<Record<string, string>> {
  const time = Date.parse(clock);
  if (Number.isNaN(time))
    throw new TypeError(`The test's clock is ${JSON.stringify(clock)}: expected e.g. ${BEGIN}.`);
  const scheduledTime = new Date(time).toISOString().replace(".000Z", "Z");
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(time);
  return { startTime: scheduledTime, scheduledTime, date: day };
}
