import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { ROOT } from "./support/home.ts";
import { offline } from "./support/offline.ts";

const FOLDER = join(ROOT, "examples/sagemaker-sdk");

/** The SDKs bring a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
/** Two minutes on a machine that has nothing else to do. */
const PATIENCE_MS = 900_000;

let scratch: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "slipway-notebooks-"));
  for (const name of ["main", "sagemaker-2", "sagemaker-3"] as const) await pythonEnv(name);
}, FIRST_INSTALLATION_MS);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What a notebook's cells left, the code that made it first. */
async function executed(
  major: "2" | "3",
): Promise<readonly { readonly code: string; readonly said: string }[]> {
  const { python } = await pythonEnv(`sagemaker-${major}`);
  const result = join(scratch, `v${major}.ipynb`);
  const notebook = join(FOLDER, `sagemaker-sdk-v${major}.ipynb`);
  const interfaces = await offline(
    `python -m papermill --no-progress-bar --kernel python3 '${notebook}' '${result}'`,
    {
      scratch: join(scratch, major),
      folder: FOLDER,
      path: [dirname(python), "/usr/bin", "/bin"].join(delimiter),
      packages: ["tabulate==0.9.0"],
    },
  );
  expect(interfaces).toBe("interface lo\n");
  const { cells } = JSON.parse(readFileSync(result, "utf8")) as { cells: readonly Cell[] };
  return cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source, outputs = [] }) => ({ code: joined(source), said: outputs.map(textOf).join("") }));
}

type Text = string | readonly string[];
interface Output {
  readonly text?: Text;
  readonly data?: Readonly<Record<string, Text>>;
}
interface Cell {
  readonly cell_type: string;
  readonly source: Text;
  readonly outputs?: readonly Output[];
}
const joined = (text: Text = ""): string => (typeof text === "string" ? text : text.join(""));
const textOf = ({ text, data }: Output): string => joined(text) + joined(data?.["text/plain"]);

/** What the cells with a piece of code printed. */
const saidBy = (cells: Awaited<ReturnType<typeof executed>>, code: string): string => {
  const found = cells.filter((cell) => cell.code.includes(code));
  expect(found, code).not.toEqual([]);
  return found.map(({ said }) => said).join("");
};

/**
 * Namespaces of the network are Linux's; elsewhere nothing would show that none of it left. Both at once: the SDKs sleep most of the
 * time between two looks at a job.
 */
describe
  .runIf(process.platform === "linux")
  .concurrent(
    "a notebook of the SageMaker Python SDK from PyPI, unmodified, where nothing but loopback is",
    () => {
      test("v2 trains, follows, attaches, serves, runs programs, fails with a reason, and stops", {
        timeout: PATIENCE_MS,
      }, async ({ expect }) => {
        const cells = await executed("2");
        expect(saidBy(cells, "default_bucket")).toContain(
          "('sagemaker-us-east-1-123456789012', 'arn:aws:iam::123456789012:role/slipway')",
        );
        const built = saidBy(cells, 'retrieve("xgboost"');
        expect(built).toContain("validation-rmse:");
        expect(built).toContain("Training job completed");
        expect(saidBy(cells, "xgboost.training_job_analytics")).toMatch(/train:rmse(.|\n)*validation:rmse/);
        expect(saidBy(cells, "xgboost.logs()")).toContain("validation-rmse:");
        expect(saidBy(cells, "Estimator.attach")).toMatch(/s3:\/\/.*\/output\/model\.tar\.gz/);
        expect(saidBy(cells, "predictor.predict")).toMatch(/^\[\(\d+\.0, \d+\.\d+\),/m);
        expect(saidBy(cells, "sklearn = forest")).toMatch(/trees +r2/);
        expect(saidBy(cells, "sklearn.training_job_analytics")).toContain("train:r2");
        expect(saidBy(cells, 'criterion="guesswork"')).toMatch(
          /Failed\. Reason: AlgorithmError: (.|\n)*guesswork/,
        );
        expect(saidBy(cells, "latest_training_job.stop()")).toMatch(/'Stopped'/);
      });

      test("v3 trains, follows, serves, runs programs, fails with a reason, and stops", {
        timeout: PATIENCE_MS,
      }, async ({ expect }) => {
        const cells = await executed("3");
        expect(saidBy(cells, "default_bucket")).toContain(
          "('sagemaker-us-east-1-123456789012', 'arn:aws:iam::123456789012:role/slipway')",
        );
        expect(saidBy(cells, "print_log(job)")).toContain("validation-rmse:");
        expect(saidBy(cells, "TrainingJobAnalytics(job.")).toMatch(/train:rmse(.|\n)*validation:rmse/);
        expect(saidBy(cells, "TrainingJob.get")).toMatch(
          /'Completed',\s+'s3:\/\/.*\/output\/model\.tar\.gz'/,
        );
        expect(saidBy(cells, "endpoint.invoke")).toMatch(/^\[\(\d+\.0, \d+\.\d+\),/m);
        expect(saidBy(cells, "sklearn = forest")).toMatch(/trees +r2/);
        expect(saidBy(cells, "TrainingJobAnalytics(sklearn")).toContain("train:r2");
        expect(saidBy(cells, 'criterion="guesswork"')).toMatch(/guesswork/);
        expect(saidBy(cells, "stopped.stop()")).toMatch(/'Stopped'/);
      });
    },
  );
