import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COMMANDS } from "./command-table.ts";
import { NOT_SERVED, notServed, saidHere } from "./not-served.ts";
import { TinyHome } from "./testing/tiny-home.ts";

const words = NOT_SERVED.flatMap((row) =>
  row.words.map((word) => ({ word, sentence: notServed(word)?.message ?? "" })),
);
const commands: ReadonlySet<string> = new Set(COMMANDS.map(({ name }) => name));

let home: TinyHome;
beforeEach(async () => {
  home = await new TinyHome().start();
});
afterEach(() => home.stop());

describe("A word that is no command yet", () => {
  // What the plan of the command line and other tools name; each must get a sentence or be served.
  const expected = "tune pipeline scale queue cost ui dev notebook promote rollback explain docs";

  test.each(expected.split(" "))("%s is told in one sentence, with what there is today", async (word) => {
    const { exitCode, stdout, stderr } = await home.cli(word, "whatever", "--option=x");
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^✗ SLIP-CLI-028 .*\n {2}What {2}/);
    expect(stderr.replace(/\s+/g, " ")).toMatch(new RegExp(`What ${word}: .* (is|are) not served yet; `));
  });

  test.each([
    ["describe", "hyperparametertuningjob", "a"],
    ["delete", "pipelineexecutions/a"],
    ["get", "HyperParameterTuningJob"],
    ["get", "modelpackages.sagemaker.services.k8s.aws"],
  ])("is told where it stands for a kind as well: %s %s", async (...argv) => {
    const { exitCode, stderr } = await home.cli(...argv);
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, " ")).toMatch(/SLIP-CLI-028 .* (is|are) not served yet; /);
  });

  test("is an object to programs, and is told to who asks for its help", async () => {
    const json = JSON.parse((await home.cli("tune", "-o", "json")).stderr);
    expect(json.error).toMatchObject({ code: "SLIP-CLI-028", exitCode: 2 });
    for (const argv of [
      ["help", "tune"],
      ["tune", "--help"],
    ]) {
      expect(await home.cli(...argv)).toMatchObject({ exitCode: 2, stdout: "" });
    }
  });

  test("asks no home", async () => {
    await home.goAway();
    expect((await home.cli("tune")).exitCode).toBe(2);
  });
});

describe("The table", () => {
  test("holds each word once, and none that is a command", () => {
    expect(new Set(words.map(({ word }) => word)).size).toBe(words.length);
    expect(words.filter(({ word }) => commands.has(word))).toEqual([]);
  });

  test.each(words)("says one plain sentence of $word", ({ word, sentence }) => {
    expect(sentence.startsWith(`${word}: `)).toBe(true);
    expect(sentence).toMatch(/^\S+: \S.* (is|are) not served yet; \S.*[^.]$/);
  });

  test("names only commands that there are", () => {
    const named = words.flatMap(({ sentence }) =>
      [...sentence.matchAll(/slipway ([a-z]+)/g)].map((match) => match[1] ?? ""),
    );
    expect(named.filter((name) => !commands.has(name))).toEqual([]);
  });
});

test("A word of another program gets the one that is used here", async () => {
  const { exitCode, stderr } = await home.cli("ls");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('there is no command "ls"; did you mean get?');
  expect((await home.cli("abort", "a")).stderr).toContain("did you mean stop?");
  const guesses = ["rm", "kill", "submit", "invoke", "version"].map((word) => saidHere(word));
  expect(guesses).toEqual(["delete", "stop", "train", "predict", "--version"]);
});
