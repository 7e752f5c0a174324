import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { asyncInference } from "../serving/async-inference.ts";
import { Home, ROOT } from "./support/home.ts";
import { saidBy } from "./support/said-by.ts";
import { programs } from "./support/shell.ts";

/** The SDK brings a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 300_000;

describe("endpoints that answer later, by boto3", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  beforeAll(async () => {
    home = await Home.withPython();
  }, PATIENCE_MS);
  afterAll(() => home.down());

  const crash = async () => {
    home.kill();
    await home.start();
  };
  asyncInference(() => home, { what: "the server", crash });
});

test("the SageMaker SDK deploys with AsyncInferenceConfig and waits for results, unmodified", {
  timeout: FIRST_INSTALLATION_MS,
}, async () => {
  const { python } = await pythonEnv("sagemaker-2");
  const [home, tools] = await Promise.all([Home.withPython(), programs()]);
  const folder = mkdtempSync(join(tmpdir(), "slipway-async-sdk-"));
  try {
    const program = join(ROOT, "test/serving/programs/async_sdk_v2.py");
    const { said } = await saidBy(home, tools, { python, program, folder });
    expect(said).toEqual({
      later: { sum: 6 },
      waited: { sum: 15 },
      failed: expect.stringContaining("AsyncInferenceModelError"),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    tools.remove();
    await home.down();
  }
});
