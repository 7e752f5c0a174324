import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateEndpointCommand, CreateEndpointConfigCommand } from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { abaloneModel, trainAbalone } from "./support/abalone-models.ts";
import { type AwsClients, awsClients } from "./support/aws-clients.ts";
import { EXAMPLE, eventually, Home, ok } from "./support/home.ts";

const ENDPOINT = "rings";

/** Rows of the example with their truth, as CSV without the label. */
const ROWS = readFileSync(join(EXAMPLE, "data/validation/abalone.validation"), "utf8")
  .trim()
  .split("\n")
  .map((line) => {
    const [truth = "", ...entries] = line.split(" ");
    const byColumn = new Map(entries.map((entry) => entry.split(":") as [string, string]));
    return {
      truth: Number(truth),
      row: Array.from({ length: 9 }, (_, column) => byColumn.get(String(column)) ?? "").join(","),
    };
  });

describe("two models of one endpoint", { timeout: 10 * 60_000 }, () => {
  let home: Home;
  let clients: AwsClients;
  beforeAll(async () => {
    home = await Home.up();
    await trainAbalone(home, { hasty: 2, patient: 50 }, { patienceSeconds: 180 });
    for (const name of ["hasty", "patient"]) await abaloneModel(home, name);
    clients = awsClients(home);
    const { sagemaker } = clients;
    const ProductionVariants = ["hasty", "patient"].map((name) => ({
      ...{ VariantName: name, ModelName: name, InstanceType: "ml.m5.large" as const },
      ...{ InitialInstanceCount: 1, InitialVariantWeight: 1 },
    }));
    await sagemaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: ENDPOINT, ProductionVariants }),
    );
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: ENDPOINT, EndpointConfigName: ENDPOINT }));
    await ok(home.slipway("wait", `endpoint/${ENDPOINT}`, "--timeout", "3m"));
  }, 5 * 60_000);
  afterAll(() => home.down());

  /** Asks about so many rows, and tells of each answer how far it was from the truth, with the variant that the answer names. */
  async function askAndTell(count: number): Promise<void> {
    const off = new Map<string, number[]>();
    for (let at = 0; at < count; at++) {
      const { row = "", truth = 0 } = ROWS[at % ROWS.length] ?? {};
      const { Body, InvokedProductionVariant = "" } = await clients.runtime.send(
        new InvokeEndpointCommand({
          EndpointName: ENDPOINT,
          ContentType: "text/csv",
          Body: Buffer.from(row),
        }),
      );
      const said = Number(Buffer.from(Body ?? []).toString());
      off.set(InvokedProductionVariant, [
        ...(off.get(InvokedProductionVariant) ?? []),
        Math.abs(said - truth),
      ]);
    }
    for (const [variant, Values] of off)
      for (let from = 0; from < Values.length; from += 150)
        await clients.cloudwatch.send(
          new PutMetricDataCommand({
            Namespace: "rings",
            MetricData: [
              {
                MetricName: "off",
                Values: Values.slice(from, from + 150),
                Dimensions: [
                  { Name: "EndpointName", Value: ENDPOINT },
                  { Name: "VariantName", Value: variant },
                ],
              },
            ],
          }),
        );
  }
  const ab = async (...more: readonly string[]) =>
    JSON.parse(
      await ok(
        home.slipway("ab", ENDPOINT, "--metric", "rings/off", "--better", "lower", "-o", "json", ...more),
      ),
    );

  test("are told apart by what their answers were worth, and the better one gets all requests", async () => {
    await askAndTell(60);
    const [, early] = await ab();
    expect(early).toMatchObject({ variant: "patient", low: null, told: false });
    await ok(home.slipway("ab", ENDPOINT, "--metric", "rings/off", "--better", "lower", "--promote"));
    // Looked at again and again, as a person would, until it tells.
    const told = await eventually("the better model is told", 240, async () => {
      await askAndTell(500);
      const [hasty, patient] = await ab();
      return patient.told ? [hasty, patient] : undefined;
    });
    expect(told[1]).toMatchObject({ variant: "patient", metric: "rings/off", better: "lower", told: true });
    expect(told[1].high).toBeLessThan(0);
    const { stdout, stderr } = await home.slipway(
      "ab",
      ENDPOINT,
      "--metric",
      "rings/off",
      "--better",
      "lower",
      "--promote",
    );
    expect(stdout).toMatch(
      /^off +hasty +\d+ +[\d.]+\n +patient +\d+ +[\d.]+ +-[\d.]+ \(-[\d.]+ to -[\d.]+\) +better$/m,
    );
    expect(stderr).toContain("patient gets all requests from now on.");
    await eventually("the weights have moved", 60, async () => {
      const seen = new Set<string>();
      for (let i = 0; i < 10; i++) {
        const { InvokedProductionVariant = "" } = await clients.runtime.send(
          new InvokeEndpointCommand({
            EndpointName: ENDPOINT,
            ContentType: "text/csv",
            Body: Buffer.from(ROWS[0]?.row ?? ""),
          }),
        );
        seen.add(InvokedProductionVariant);
      }
      return seen.size === 1 && seen.has("patient") ? true : undefined;
    });
  });

  test("are decided about by a rule, of what is measured from then on", async () => {
    const even = '{"hasty":{"weight":1},"patient":{"weight":1}}';
    const endpoint = ["endpoints.sagemaker.services.k8s.aws", ENDPOINT];
    await ok(home.kubectl("annotate", ...endpoint, "--overwrite", `slipway.dev/variant-properties=${even}`));
    const rule = ["--metric", "rings/off", "--better", "lower", "--decide", "--for", "1h"];
    const { stderr } = await home.slipway("ab", ENDPOINT, ...rule);
    expect(stderr).toContain("until one has won");
    const winner = () =>
      ok(
        home.kubectl(
          "get",
          ...endpoint,
          "-o",
          "jsonpath={.metadata.annotations.slipway\\.dev/comparison-rule}",
        ),
      );
    expect(await winner()).not.toContain("ended");
    await eventually("the rule has decided", 240, async () => {
      await askAndTell(500);
      return (await winner()).includes('"winner":"patient"') ? true : undefined;
    });
    expect((await home.slipway("ab", ENDPOINT)).stderr).toMatch(
      /^The rule ended at \S+: patient is better than hasty/m,
    );
    expect(await ok(home.kubectl("get", "events"))).toMatch(
      /ComparisonEnded +endpoint\S* +patient is better/,
    );
  });

  test("are compared by what the endpoint itself measures, where nothing else is said", async () => {
    const drawn = await eventually("a minute is measured", 150, async () => {
      const { stdout } = await home.slipway("ab", ENDPOINT);
      return /^latency +hasty +\d{2,}/m.test(stdout) ? stdout : undefined;
    });
    expect(drawn).toMatch(/^5XX errors +hasty +\d+ +0 %\n +patient +\d+ +0 %/m);
    for (const [args, says] of [
      [["--metric", "rings"], /expected NAMESPACE\/NAME/],
      [["--baseline", "nobody"], /expected one of hasty, patient/],
      [["--promote"], /--promote goes with --metric/],
      [["--since", "90d"], /expected at most 60d/],
    ] as const) {
      const { code, stderr } = await home.slipway("ab", ENDPOINT, ...args);
      expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
    }
  });
});
