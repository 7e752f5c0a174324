import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { expect, test } from "vitest";
import { expectBounded } from "#lib/testing/cost.ts";
import { jsonWire } from "../wires/json-wire.ts";
import { received } from "../wires/testing/received.ts";
import { decode } from "./codec.ts";

const wire = jsonWire(SAGEMAKER, { targetPrefix: "SageMaker" });

const of = (name: string) => ({ service: SAGEMAKER, name });

const table = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
const list = (count: number, value: unknown) => Array.from({ length: count }, () => value);

const HOSTILE: readonly (readonly [title: string, size: number, body: (size: number) => string])[] = [
  ["hyperparameters", 5_000, (n) => JSON.stringify({ HyperParameters: table(n, "v") })],
  ["hyperparameters of another type", 5_000, (n) => JSON.stringify({ HyperParameters: table(n, 1) })],
  ["members that do not exist", 5_000, (n) => JSON.stringify(table(n, "v"))],
  ["channels", 2_000, (n) => JSON.stringify({ InputDataConfig: list(n, { ChannelName: "a" }) })],
  ["tags", 5_000, (n) => JSON.stringify({ Tags: list(n, { Key: "a", Value: "b" }) })],
  ["numbers without end", 500_000, (n) => `{"Tags":[${"1,".repeat(n)}1]}`],
  ["lists in lists", 200_000, (n) => `{"Tags":${"[".repeat(n)}${"]".repeat(n)}}`],
  ["objects in objects", 100_000, (n) => `{"Tags":${'{"a":'.repeat(n)}1${"}".repeat(n)}}`],
  ["a name of a megabyte", 500_000, (n) => JSON.stringify({ TrainingJobName: "a-".repeat(n) })],
  ["characters of two units", 250_000, (n) => JSON.stringify({ TrainingJobName: "\u{1F600}".repeat(n) })],
];

test.each(HOSTILE)("A request of %s takes time and memory by its size and no more", async (_, size, body) => {
  await expectBounded(size, (n) => {
    const bytes = Buffer.from(body(n));
    return {
      bytes: bytes.length,
      run: () => {
        try {
          decode(wire, of("CreateTrainingJob"), received(bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: "AwsError", code: expect.stringMatching(/^SLIP-/) });
        }
      },
    };
  });
});
