import { describe, expect, test } from "vitest";
import { component, p, pipeline, run, type StringRef, text, trigger } from "./index.ts";
import { deploy, prep, report, train } from "./testing/nightly.ts";

const data = "s3://bucket/data";
/** What no types see: a program in JavaScript, or one with casts. */
const untyped = (value: unknown) => value as never;

describe("a reference that is used as a value", () => {
  const uses: readonly (readonly [string, (auc: never) => unknown])[] = [
    // biome-ignore lint/style/useTemplate: it is what is tested
    ["added to a text", (auc) => "auc: " + auc],
    ["written into a template", (auc) => `${auc}`],
    ["compared", (auc) => auc > 0.8],
    ["made JSON", (auc) => JSON.stringify({ auc })],
    ["made a number", (auc) => Number(auc)],
  ];
  test.each(uses)("throws where it is %s", (_, use) => {
    expect(() => pipeline({ name: "a" }, () => void use(untyped(train({ data }).auc)))).toThrow(
      "steps.train.results.auc has no value while the pipeline is built: compare it by its methods, e.g. .gte(0.8)",
    );
  });

  test("throws where an if was to decide by a comparison", () => {
    expect(() =>
      pipeline({ name: "a" }, () => {
        const { auc, model } = train({ data });
        if (auc.gte(0.8)) deploy({ model });
      }),
    ).toThrow(
      "The pipeline a compares steps.train.results.auc >= 0.8 and does nothing with it: JavaScript's if, && and ?: see no values of a run; decide by flow.when()",
    );
  });
});

test("a step is no value either, nor is a map", () => {
  const uses: readonly ((step: never) => unknown)[] = [(step) => `${step}`, (step) => step > 1];
  for (const use of uses)
    expect(() =>
      pipeline({ name: "a" }, ({ flow }) => void use(untyped(flow.map([0.1], (lr) => train({ data, lr }))))),
    ).toThrow("The step map is no value: name one of its outputs");
  expect(() => pipeline({ name: "a" }, () => void `${train({ data })}`)).toThrow(
    "The step train is no value",
  );
});

test("types of values are told wrongly where a default is none of them", () => {
  expect(() => p.string().default("a").enum(untyped("b"))).toThrow(
    'A type of values is told wrongly: its default is "a": expected one of "b".',
  );
  expect(() => p.integer().default(0.5)).toThrow("its default is 0.5: expected a whole number, e.g. 7.");
  expect(() => p.list(p.object({ lr: p.float() })).default([{ lr: untyped("x") }])).toThrow('[0].lr is "x"');
});

test("conditions are joined by their methods, since && and ! of JavaScript's see them all as true", () => {
  const decided = (condition: (auc: ReturnType<typeof train>["auc"]) => unknown) => () =>
    pipeline({ name: "a" }, ({ flow }) => {
      const { auc } = train({ data });
      flow.when(untyped(condition(auc)), () => report({ auc }));
    });
  expect(decided((auc) => auc.gte(0.8) && auc.lt(1))).toThrow(
    "The pipeline a compares steps.train.results.auc >= 0.8 and does nothing with it",
  );
  expect(decided((auc) => !auc.gte(0.8))).toThrow("compares steps.train.results.auc >= 0.8");
  expect(decided((auc) => auc)).toThrow(
    "The condition of flow.when is steps.train.results.auc, which is number: expected boolean.",
  );
  expect(decided((auc) => auc.gte(0.8).and(auc.lt(1)).not())).not.toThrow();
});

describe("a reference where there is no such value", () => {
  test("is refused in another pipeline, which is named", () => {
    let leaked: ReturnType<typeof train> | undefined;
    pipeline({ name: "a" }, () => {
      leaked = train({ data });
    });
    expect(() => pipeline({ name: "b" }, () => report(untyped(leaked)))).toThrow(
      "steps.train.results.auc belongs to the pipeline a, and is used in the pipeline b: call that pipeline as a step",
    );
  });

  test("is refused outside of the map that it is inside of", () => {
    expect(() =>
      pipeline({ name: "a" }, ({ flow }) => {
        const inside: ReturnType<typeof train>[] = [];
        flow.map([0.1], (lr) => void inside.push(train({ data, lr })));
        report(untyped(inside[0]));
      }),
    ).toThrow(
      "steps.train.results.auc is inside of the step map, and is used in the pipeline a: let the function of",
    );
  });

  test("is refused where it is of another type", () => {
    expect(() => pipeline({ name: "a" }, () => deploy(untyped({ model: train({ data }).auc })))).toThrow(
      "deploy's input model is steps.train.results.auc, which is number: expected an artifact model.",
    );
  });

  test.each([
    [
      { model: undefined },
      "deploy is not given its input model, or is given undefined: is an output of a step misspelt?",
    ],
    [{}, "deploy is not given its input model"],
    [{ model: "s3://b/m", modle: 1 }, "deploy has no input modle: it has model."],
    [
      { model: "/tmp/model" },
      'deploy\'s input model is "/tmp/model": expected something stored, as s3://BUCKET/KEY.',
    ],
  ])("%j is refused", (given, message) => {
    expect(() => pipeline({ name: "a" }, () => deploy(untyped(given)))).toThrow(message);
  });

  test("a Date is refused, and what to write is told", () => {
    expect(() => pipeline({ name: "a" }, () => prep(untyped({ day: new Date() })))).toThrow(
      "prep's input day is a Date: expected a value of JSON or a reference; a day is a text as 2026-11-30, and that of the run is run.date.",
    );
    expect(() => pipeline({ name: "a" }, () => prep(untyped({ day: "2026-02-30" })))).toThrow(
      'prep\'s input day is "2026-02-30": 2026-02 has 28 days.',
    );
  });
});

describe("steps", () => {
  test("are made in the function of a pipeline alone", () => {
    expect(() => train({ data })).toThrow("train makes a step, and is called outside of a pipeline");
    expect(() =>
      pipeline(
        { name: "a" },
        untyped(async () => train({ data })),
      ),
    ).toThrow("The function of the pipeline a is async");
    expect(() => pipeline({ name: "a" }, () => {})).toThrow("The pipeline a makes no step");
  });

  test("are numbered where they have one name, and may not choose one that is taken", () => {
    const named = component({ name: "trainModel", command: ["true"] });
    const steps = pipeline({ name: "a" }, ({ flow }) => {
      named();
      named();
      flow.map([1], () => named());
    }).definition().steps;
    expect(steps.map(({ name }) => name)).toEqual(["train-model", "train-model-2", "map"]);
    expect(steps[2]?.steps?.map(({ name }) => name)).toEqual(["train-model-3"]);
    expect(() =>
      pipeline({ name: "a" }, () => {
        named();
        named({}, { name: "train-model" });
      }),
    ).toThrow("Two steps are called train-model, here or around here");
  });

  test("hand on all of their small inputs", () => {
    const deaf = component({
      name: "deaf",
      inputs: { lr: p.float(), day: p.date() },
      command: ({ in: i }) => ["deaf", text`--day=${i.day}`],
    });
    expect(() => pipeline({ name: "a" }, () => deaf({ lr: 0.1, day: run.date }))).toThrow(
      "deaf does nothing with its input lr: name it in its command, its args or its env.",
    );
  });

  test("cannot come after what is inside of others", () => {
    expect(() =>
      pipeline({ name: "a" }, ({ flow }) => {
        let inside: ReturnType<typeof train> | undefined;
        flow.map([0.1], (lr) => {
          inside = train({ data, lr });
        });
        report({ auc: 1 }, { needs: [untyped(inside)] });
      }),
    ).toThrow(
      "The step report cannot come after train, which is inside of the step map: name the step that holds it.",
    );
  });
});

describe("a pipeline", () => {
  test("whose runs its schedule could not begin is refused", () => {
    const scheduled = (schedule: object) => () =>
      pipeline(untyped({ name: "a", params: { day: p.date() }, schedule }), () => train({ data }));
    expect(scheduled({ cron: "0 3 * * *" })).toThrow(
      "The schedule of a cannot be kept: Its parameter day has no value: give it a default, or one in the schedule's params, e.g. run.date.",
    );
    expect(scheduled({ cron: "0 3 31 2 *", params: { day: run.date } })).toThrow(
      "The schedule of a cannot be kept: ",
    );
    expect(scheduled({ cron: "0 3 * * *", params: { day: "today" } })).toThrow(
      'Its parameter day is "today": expected a date, e.g. 2026-11-30.',
    );
  });

  test("whose triggers could not begin its runs is refused, and their events are for nobody else", () => {
    const objects = { prefix: "s3://data/orders/" };
    let leaked: StringRef | undefined;
    const triggered = (triggers: object) => () =>
      pipeline(
        untyped({ name: "a", params: { day: p.date() }, triggers }),
        () => void train({ data }, { when: untyped(leaked?.eq("x")) }),
      );
    expect(triggered({ written: trigger.objects(objects) })).toThrow(
      "The trigger written of a cannot be kept: Its parameter day has no value: give it a default, or one in the trigger's params, e.g. event.uri.",
    );
    const day = () => ({ day: "2026-11-30" });
    expect(
      triggered({
        "On Push": trigger.http(p.object(), { params: () => ({ date: run.date }), maxActiveRuns: 0 }),
      }),
    ).toThrow(
      "Expected lower-case letters, digits and - in its name, e.g. on-push. There is no parameter date. Its parameter day has no value: give it a default, or one in the trigger's params, e.g. event.uri. Its maxActiveRuns is 0: expected 1 at least.",
    );
    expect(triggered({ written: trigger.objects({ prefix: "data/" }, { params: day }) })).toThrow(
      "Expected s3://BUCKET/ with what keys begin with behind it, and got data/.",
    );
    expect(
      triggered({ written: trigger.objects(objects, { params: ({ size }) => ({ day: size }) }) }),
    ).toThrow("Its parameter day is run.event.size: expected a value or one of the event's or run's.");
    trigger.objects(objects, {
      params: ({ uri }) => {
        leaked = uri;
        return {};
      },
    });
    expect(triggered({ written: trigger.objects(objects, { params: day }) })).toThrow(
      "is for what its trigger gives and is decided by alone.",
    );
  });

  test("is called as Kubernetes' objects are", () => {
    expect(() => pipeline({ name: "Nightly run" }, () => train({ data }))).toThrow("e.g. nightly-run.");
  });

  test("returns references", () => {
    expect(() =>
      pipeline(
        { name: "a" },
        untyped(() => ({ auc: train({ data }).auc, rate: 1 })),
      ),
    ).toThrow("The function of a returns rate, which is that is no reference");
  });
});

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
test("texts stay what they are, also where they look like expressions", () => {
  const echo = component({
    name: "echo",
    inputs: { said: p.string() },
    command: ({ in: i }) => ["echo", i.said],
  });
  const { steps } = pipeline({ name: "a" }, () => {
    echo({ said: "${{ parameters.secret }}" });
    echo({ said: text`day=${run.date} $${"{{"} ${1e-7}` });
  }).definition();
  expect(steps.map((step) => step.run?.args)).toEqual([
    ['${{ "${{" }} parameters.secret }}'],
    ['day=${{ run.date }} ${{ "${{" }} 0.0000001'],
  ]);
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
