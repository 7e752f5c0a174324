import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ANOTHER, asUser, CHECKOUT } from "../../../packages/lib/src/testing/as-user.ts";

export interface Ran {
  readonly failed: readonly string[];
  /** Titles with their file. */
  readonly passed: readonly string[];
}

/**
 * Runs these test files as a normal user whom no other test is, one at a time: the kernel counts a user's processes together. In a
 * folder that is not below /tmp, which sandboxes have of their own; for root alone.
 */
export async function runTestsAsNormalUser(files: readonly string[]): Promise<Ran> {
  const folder = mkdtempSync("/home/slipway-tests-");
  const [seenAt, own, file] = [
    join(folder, "checkout"),
    join(folder, "user"),
    join(folder, "user/report.json"),
  ];
  try {
    for (const path of [seenAt, own]) mkdirSync(path);
    for (const path of [folder, own]) chownSync(path, ANOTHER, ANOTHER);
    const path = `PATH=${join(CHECKOUT, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
    const vitest = [
      join(CHECKOUT, "node_modules/vitest/vitest.mjs"),
      "run",
      "--project",
      "process",
      "--maxWorkers=1",
    ];
    // Nothing is written into the checkout, which is not the user's.
    const places = ["--configLoader", "runner", "--no-cache", "--fsModuleCachePath", join(own, "modules")];
    const words = [
      process.execPath,
      ...vitest,
      ...places,
      "--reporter",
      "json",
      "--outputFile",
      file,
      ...files,
    ];
    const said = await outputOf(asUser({ uid: ANOTHER, seenAt }, ["env", `HOME=${own}`, path, ...words]));
    if (!existsSync(file)) throw new Error(`the tests did not run: ${said}`);
    return summary(JSON.parse(readFileSync(file, "utf8")) as Report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

function outputOf([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 64 << 20 }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

function summary({ testResults }: Report): Ran {
  const all = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({
      ...test,
      title: `${name.replace(/^.*\/checkout\//, "")}: ${test.fullName}`,
    })),
  );
  const of = (status: string) => all.filter((test) => test.status === status);
  return {
    failed: [
      ...testResults
        .filter(({ message }) => message !== "")
        .map(({ name, message }) => `${name}: ${message}`),
      ...of("failed").map(({ title, failureMessages }) => `${title}: ${failureMessages?.join("\n")}`),
    ],
    passed: of("passed").map(({ title }) => title),
  };
}
