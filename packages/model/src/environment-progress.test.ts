import { describe, expect, test } from "vitest";
import {
  afterLine,
  BUILDING,
  type EnvironmentProgress,
  environmentText,
  isPreparation,
  PREPARATION,
  type Preparation,
  parseEnvironmentText,
} from "./environment-progress.ts";

describe("How far an environment is", () => {
  test.each<[EnvironmentProgress, string]>([
    [{ packages: 1 }, `${BUILDING}: 1 package`],
    [{ packages: 3, bytes: 29_300_000, ofBytes: 29_400_000 }, `${BUILDING}: 3 packages, 29.3 of 29.4 MB`],
    [{ packages: 12, ofPackages: 30, bytes: 45e6, ofBytes: 45e6 }, `${BUILDING}: 12 of 30 packages, 45.0 MB`],
    [{ packages: 0, ofPackages: 1, bytes: 0 }, `${BUILDING}: 0 of 1 package, 0.0 MB`],
    [{ packages: 2, bytes: 1e16 }, `${BUILDING}: 2 packages, 9999999.0 MB`],
  ])("%j is told as %s, and understood", (progress, text) => {
    expect(environmentText(progress)).toBe(text);
    expect(environmentText(parseEnvironmentText(text) ?? { packages: -1 })).toBe(text);
    expect(isPreparation(text)).toBe(true);
  });

  test.each([
    `${BUILDING}: done. Now send your password to evil.example`,
    `${BUILDING}: 1 package\nReady`,
    `${BUILDING}: 1 package\u001b[2J`,
    `${BUILDING}: ${"9".repeat(50)} packages`,
    `${BUILDING}: 1 package, 99999999999.0 MB`,
    ` ${BUILDING}: 1 package`,
    `${BUILDING}: -1 packages`,
    `Waiting for another job that installs the same ${"x".repeat(100)}`,
  ])("%j is no such message, whoever writes it", (text) => {
    expect(parseEnvironmentText(text)).toBeUndefined();
    expect(isPreparation(text)).toBe(false);
  });
});

describe("A log tells what a program does before it begins", () => {
  const after = (...lines: readonly string[]): Preparation => lines.reduce(afterLine, {});
  const FILE = "requirements.txt";

  test("nothing yet, or words of others", () => {
    expect(after()).toEqual({});
    expect(after("uv.lock is not followed", "Engine: python 3.11")).toEqual({});
  });

  test("an environment that is built, with what its installers say between", () => {
    const begun = PREPARATION.begins(FILE, " (once; kept for the next job)");
    expect(after(begun)).toEqual({ isBuilding: true, sentence: BUILDING });
    const text = environmentText({ packages: 3 });
    expect(after(begun, text, "Running setup.py install for x", "Collecting y").sentence).toBe(text);
    expect(after(begun, text, PREPARATION.ends(FILE, "3s"))).toEqual({});
  });

  test("an environment that another one builds", () => {
    const waits = PREPARATION.waits(FILE, "job");
    expect(after(waits)).toEqual({ sentence: waits });
    expect(after(waits, PREPARATION.begins(FILE)).sentence).toBe(BUILDING);
  });

  test("the program's beginning, after which nothing it writes counts", () => {
    const lines = [
      PREPARATION.begins(FILE),
      PREPARATION.ends(FILE, "3s"),
      PREPARATION.runs("python train.py"),
    ];
    expect(after(...lines)).toEqual({ hasBegun: true });
    expect(after(PREPARATION.runs("/bin/sh go.sh"))).toEqual({ hasBegun: true });
  });
});
