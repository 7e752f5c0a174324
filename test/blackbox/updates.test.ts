import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Home } from "../e2e/support/home.ts";
import { UpdatedEndpoint, WAYS } from "../e2e/support/updated-endpoint.ts";
import { testWith } from "./support/only-where.ts";
import { openHome, reasonAgainst, TARGET } from "./support/target-home.ts";

/** `SLIPWAY_UPDATES_OF_EACH=5` for more. */
const OF_EACH = Number(process.env["SLIPWAY_UPDATES_OF_EACH"] ?? 3);

// On one machine this is test/e2e/updates.test.ts.
describe.skipIf(TARGET === "embedded")(
  `updates of an endpoint under load (${TARGET})`,
  { timeout: 30 * 60_000 },
  () => {
    let home: Home;
    let endpoint: UpdatedEndpoint | undefined;
    beforeAll(async () => {
      home = await openHome();
      if (reasonAgainst("awsDoor") === undefined)
        endpoint = await UpdatedEndpoint.open(home, { patienceSeconds: 300 });
    }, 10 * 60_000);
    afterAll(() => home.down());

    testWith(
      "awsDoor",
      `${OF_EACH} of each kind fail no request, and a model that does not start goes back`,
      async () => {
        if (endpoint === undefined) throw new Error("there is no endpoint");
        const load = endpoint.load();
        for (let round = 0; round < OF_EACH; round++)
          for (const [name, config] of Object.entries(WAYS)) {
            const { EndpointConfigName: serves } = await endpoint.describe();
            const to = serves === "first" ? "second" : "first";
            const now = await endpoint.update(to, config);
            expect([name, now.EndpointConfigName, now.FailureReason]).toEqual([name, to, undefined]);
          }
        const { EndpointConfigName: serves } = await endpoint.describe();
        const now = await endpoint.update("broken", WAYS["canary"]);
        expect([now.EndpointStatus, now.EndpointConfigName]).toEqual(["InService", serves]);
        expect(now.FailureReason).toMatch(/model/);
        const { failures, requests } = await load.stop();
        expect([requests > 0, failures]).toEqual([true, []]);
      },
    );
  },
);
