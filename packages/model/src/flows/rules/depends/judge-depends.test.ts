import fc from "fast-check";
import { describe, expect, test } from "vitest";
import argo from "../testdata/argo.json" with { type: "json" };
import { combinations } from "../testing/airflow.ts";
import { DependsProblem } from "./depends-problem.ts";
import { type Depends, namedSteps, STEP_RESULTS } from "./expression.ts";
import { judgeDepends, type StepOutcome } from "./judge-depends.ts";
import { DEEPEST_DEPENDS, parseDepends } from "./parse-depends.ts";
import { LONGEST_DEPENDS } from "./tokens.ts";

/** The outcomes as Argo's nodes have them (testdata/generate/main.go). */
const OUTCOMES: readonly StepOutcome[] = argo.outcomes.map(({ phase, daemoned, instances }) => ({
  ...(phase === "Running" ? {} : { phase: (phase === "Error" ? "Errored" : phase) as "Succeeded" }),
  isDaemoned: daemoned === true,
  ...(instances === null
    ? {}
    : {
        instances: {
          total: instances.length,
          succeeded: instances.filter((one) => one === "Succeeded").length,
          failed: instances.filter((one) => one === "Failed").length,
        },
      }),
}));

const SUCCEEDED: StepOutcome = { phase: "Succeeded" };

test.each(argo.evaluated)(
  "$depends over all outcomes is what Argo makes of it",
  ({ depends, tasks, answers }) => {
    const parsed = parseDepends(depends);
    expect(
      namedSteps(parsed)
        .map(({ step }) => step)
        .sort(),
    ).toEqual(tasks);
    const letters = combinations(OUTCOMES, tasks.length).map((outcomes) => {
      const byName = new Map(tasks.map((task, index) => [task, outcomes[index]]));
      return judgeDepends(parsed, (step) => byName.get(step)) === "run" ? "r" : "o";
    });
    expect(letters.join("")).toBe(answers);
  },
);

test.each(argo.refused)("%j is refused, as by Argo", (depends) => {
  expect(() => parseDepends(depends)).toThrow(DependsProblem);
});

test("nothing is decided before all that it names have ended", () => {
  const depends = parseDepends("A || B.Failed");
  const ended = new Map([["A", SUCCEEDED]]);
  expect(judgeDepends(depends, (step) => ended.get(step))).toBe("wait");
  ended.set("B", SUCCEEDED);
  expect(judgeDepends(depends, (step) => ended.get(step))).toBe("run");
});

test("names may have dots and dashes, and are told from results", () => {
  expect(namedSteps(parseDepends("load.daily-1.Succeeded && load.daily-1.AnySucceeded || other_2"))).toEqual([
    { step: "load.daily-1", isAskedAsFanOut: true },
    { step: "other_2", isAskedAsFanOut: false },
  ]);
});

describe("a problem says where it is, what was expected and what was found", () => {
  test.each([
    ["", 1, "expected a step's name, ! or (, but found the end"],
    ["A &&", 5, "expected a step's name, ! or (, but found the end"],
    ["(A || B", 8, "expected &&, || or ), but found the end"],
    ["A B", 3, 'expected &&, || or the end, but found "B"'],
    ["A and B", 3, 'expected &&, || or the end, but found "and"'],
    ["A & B", 3, '"&" has no meaning here; both of two is written &&'],
    ["A || B | C", 8, '"|" has no meaning here; one of two is written ||'],
    ["A == 🙂", 3, '"=" has no meaning here'],
    ["🙂", 1, '"🙂" has no meaning here'],
    ["A.Finished", 3, `expected one of ${STEP_RESULTS.join(", ")}, but found "Finished"`],
    ["A..Failed", 3, 'expected a step\'s name and a result, as in train.Succeeded, but found "A..Failed"'],
    ["B || A.", 8, 'expected a step\'s name and a result, as in train.Succeeded, but found "A."'],
  ])("%j", (text, column, what) => {
    const problem = problemOf(text);
    expect(problem?.column).toBe(column);
    expect(problem?.message).toBe(`At column ${column} of depends: ${what}.`);
  });
});

describe("hostile texts", () => {
  test("are refused where they are too deep or too long", () => {
    const deep = (mark: string, depth: number) => `${mark.repeat(depth)}A`;
    expect(problemOf(deep("!", DEEPEST_DEPENDS))).toBeUndefined();
    expect(problemOf(deep("!", DEEPEST_DEPENDS + 1))?.column).toBe(DEEPEST_DEPENDS + 1);
    expect(problemOf(deep("(", 200_000))?.column).toBe(DEEPEST_DEPENDS + 1);
    expect(problemOf("A".repeat(LONGEST_DEPENDS + 1))?.message).toContain(
      `at most ${LONGEST_DEPENDS} are read`,
    );
  });

  test("as long as may be are read in a moment", { timeout: 5_000 }, () => {
    const wide = `A${" && A.Failed".repeat(33_000)}`;
    expect(namedSteps(parseDepends(wide))).toHaveLength(1);
    for (const part of [" ", "A", "a.", "-", "!", "()", "A||"])
      problemOf(part.repeat(LONGEST_DEPENDS / part.length));
  });

  test("are not repeated at their whole length", () => {
    expect(problemOf(`A ${"B".repeat(100_000)}`)?.message.length).toBeLessThan(200);
    expect(problemOf("a.".repeat(100_000))?.message.length).toBeLessThan(200);
  });

  test("are read or refused, and nothing else", () => {
    const piece = fc.constantFrom(
      "A",
      "b-1",
      ".Failed",
      ".",
      "&&",
      "||",
      "&",
      "!",
      "(",
      ")",
      " ",
      "é",
      "Succeeded",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const problem = problemOf(text);
        if (problem !== undefined) expect(problem.column).toBeLessThanOrEqual(text.length + 1);
      }),
    );
  });
});

test("ten thousand upstreams are judged", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `f-${index}`);
  const depends = parseDepends(names.map((name) => `(${name}.Succeeded || ${name}.Skipped)`).join(" && "));
  expect(namedSteps(depends)).toHaveLength(10_000);
  expect(judgeDepends(depends, () => SUCCEEDED)).toBe("run");
  expect(judgeDepends(depends, (step) => (step === "f-9999" ? { phase: "Failed" } : SUCCEEDED))).toBe(
    "skipped",
  );
});

const leaf = fc.record({
  step: fc.constantFrom("a", "b-1", "c.d"),
  results: fc.constantFrom(...STEP_RESULTS).map((result) => [result]),
});
const { expression } = fc.letrec<{ expression: Depends }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.record({ not: tie("expression") }),
    fc.record({ all: fc.array(tie("expression"), { minLength: 2, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("expression"), { minLength: 2, maxLength: 3 }) }),
  ),
}));

/** With every pair of parentheses that there can be. */
function written(depends: Depends): string {
  if ("step" in depends) return `${depends.step}.${depends.results.join()}`;
  if ("not" in depends) return `!(${written(depends.not)})`;
  const [parts, mark] = "all" in depends ? [depends.all, " && "] : [depends.any, " || "];
  return parts.map((part) => `(${written(part)})`).join(mark);
}

test("what is written is read as what it was", () => {
  fc.assert(
    fc.property(expression, (depends) => {
      expect(parseDepends(written(depends))).toEqual(depends);
    }),
  );
});

function problemOf(text: string): DependsProblem | undefined {
  try {
    parseDepends(text);
  } catch (error) {
    if (error instanceof DependsProblem) return error;
    throw error;
  }
  return undefined;
}
