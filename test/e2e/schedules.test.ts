// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually, Home, ok } from "./support/home.ts";

const FIRST_INSTALLATION_MS = 600_000;
const EVERY_MS = 5_000;
const apiVersion = "slipway.dev/v1alpha1";

let home: Home;
let server: Server;
/** The slots that programs have told of, as often as they did. */
let told: string[];
beforeAll(async () => {
  told = [];
  server = createServer((request, response) => {
    told.push(request.url?.slice(1) ?? "");
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  home = await Home.withPython();
}, FIRST_INSTALLATION_MS);
afterAll(async () => {
  await home.down();
  server.close();
});

const json = async (...words: readonly string[]) =>
  JSON.parse(await ok(home.kubectl("get", ...words, "-o", "json")));

/** The slots of all runs, each with its phase, in their order. */
async function runs(): Promise<readonly { readonly slot: string; readonly phase: string }[]> {
  const { items } = await json("flowruns");
  return items
    .map(({ spec, status }: { spec: { scheduledTime: string }; status?: { phase?: string } }) => ({
      slot: spec.scheduledTime,
      phase: status?.phase ?? "Pending",
    }))
    .toSorted((a: { slot: string }, b: { slot: string }) => (a.slot < b.slot ? -1 : 1));
}

test("A schedule of every five seconds loses no slot and doubles none where its server is killed and away for a while", async () => {
  const { port } = server.address() as AddressInfo;
  const tell = `import urllib.request as u; u.urlopen("http://127.0.0.1:${port}/\${{ parameters.slot }}")`;
  const flow = {
    parameters: [{ name: "slot", type: "string" }],
    steps: [{ name: "tell", run: { command: ["python3", "-c"], args: [tell] } }],
  };
  const schedule = {
    ...{ flow: "tick", every: `${EVERY_MS / 1_000}s`, catchup: "all", concurrencyPolicy: "Allow" },
    parameters: { slot: "${{ run.scheduledTime }}" },
  };
  const items = [
    { apiVersion, kind: "Flow", metadata: { name: "tick" }, spec: flow },
    { apiVersion, kind: "Schedule", metadata: { name: "tick" }, spec: schedule },
  ];
  await ok(home.kubectlWith(JSON.stringify({ apiVersion: "v1", kind: "List", items }), "apply", "-f", "-"));
  await eventually("two slots", 90, async () => (told.length >= 2 ? true : undefined));
  home.kill();
  // Two slots come due while nobody is there.
  await sleep(2 * EVERY_MS);
  await home.start();
  await eventually("six slots", 120, async () => (told.length >= 6 ? true : undefined));
  home.kill();
  await home.start();
  await ok(home.slipway("schedule", "pause", "tick", "--reason", "the test is over"));
  const all = await eventually("the end of all runs", 120, async () => {
    const found = await runs();
    return found.length >= 6 && found.every(({ phase }) => phase === "Succeeded") ? found : undefined;
  });
  const slots = all.map(({ slot }) => slot);
  const first = Date.parse(slots[0] ?? "");
  expect(slots).toEqual(
    slots.map((_, n) => new Date(first + n * EVERY_MS).toISOString().replace(".000Z", "Z")),
  );
  expect(told.toSorted()).toEqual(slots);
  const { status } = await json("schedule", "tick");
  expect(status).toMatchObject({
    lastScheduleTime: slots.at(-1),
    conditions: [
      { type: "Ready", reason: "Suspended", message: "The schedule is paused: the test is over" },
      {},
    ],
  });
  expect(status.skipped ?? {}).toEqual({});
}, 400_000);
