import { artifact, component, p, pipeline, run, text, trigger } from "./index.ts";
import type { AnyRef } from "./references/types.ts";
import { deploy, pick, prep, report, train } from "./testing/nightly.ts";

/** What must not compile: where one of these lines did, its `@ts-expect-error` is an error of `npm run types`. */

const tuned = component({
  name: "tuned",
  inputs: { solver: p.string().enum("sgd", "adam").default("sgd"), steps: p.integer(), day: p.date() },
  outputs: { data: artifact.any("table"), day: p.date(), words: p.string(), isGood: p.boolean() },
  command: ({ in: i, out }) => [
    // @ts-expect-error no such input
    i.rate,
    // @ts-expect-error no such output
    out.dato.path,
  ],
});

component({
  name: "pathless",
  outputs: { words: p.string() },
  // @ts-expect-error what is left is left at its path
  command: ({ out }) => [out.words],
});

pipeline({ name: "inputs", params: { day: p.date(), rate: p.float() } }, ({ params }) => {
  const { data } = prep({ day: params.day });
  const { model, auc } = train({ data });
  // @ts-expect-error a model is no dataset
  train({ data: model });
  // @ts-expect-error nor is a table
  train({ data: tuned({ steps: 1, day: params.day }).data });
  // @ts-expect-error a number is no artifact
  train({ data: auc });
  // @ts-expect-error its data is missing
  train({});
  // @ts-expect-error and here as well
  train();
  // @ts-expect-error it has no such input
  train({ data, rate: 0.1 });
  // @ts-expect-error a text is no number
  train({ data, lr: "0.1" });
  // @ts-expect-error an artifact is s3://
  train({ data: "/data" });
  // @ts-expect-error a number that need not be whole
  tuned({ steps: params.rate, day: params.day });
  // @ts-expect-error none of its solvers
  tuned({ steps: 1, day: params.day, solver: "lbfgs" });
  // @ts-expect-error any text may be another solver
  tuned({ steps: 1, day: params.day, solver: text`${params.day}` });
  // @ts-expect-error the day of the build is not that of the run
  prep({ day: new Date() });
  // @ts-expect-error a text is no day
  prep({ day: "tomorrow" });
  // @ts-expect-error one model is no list of them
  pick({ models: model, aucs: [auc] });
  // @ts-expect-error a step that is misspelt
  deploy({ model: train({ data }).modle });
  // @ts-expect-error there is no such parameter
  prep({ day: params.date });
  // @ts-expect-error what runs tries more often for what there is no word for
  train({ data }, { retry: { max: 1, on: ["sometimes"] } });
  // @ts-expect-error no rule of Airflow's
  train({ data }, { triggerRule: "all_good" });
  // @ts-expect-error a value is no step
  train({ data }, { needs: [auc] });
});

pipeline({ name: "decisions", params: { day: p.date(), rates: p.list(p.float()) } }, ({ params, flow }) => {
  const t = train({ data: prep({ day: params.day }).data });
  const { day, words, isGood } = tuned({ steps: 1, day: params.day });
  // @ts-expect-error there is no number yet
  t.auc > 0.8;
  // @ts-expect-error nothing to add to
  t.auc + 1;
  // @ts-expect-error days are no numbers
  day.gte("2026-11-30");
  // @ts-expect-error nor are texts
  words.gte("a");
  // @ts-expect-error a number is compared with numbers
  t.auc.gte("0.8");
  // @ts-expect-error a day has a form
  day.eq("today");
  // @ts-expect-error a number is no condition
  flow.when(t.auc, () => report(t));
  // @ts-expect-error what JavaScript knows is none of a run
  flow.when(true, () => report(t));
  // @ts-expect-error a text is no condition
  isGood.and(words);
  // @ts-expect-error a number is no condition for a step either
  report(t, { when: t.auc });
  // @ts-expect-error one number is no list
  flow.map(t.auc, (lr) => train({ data: "s3://b/k", lr }));
  // @ts-expect-error items are of the list's type
  flow.map(params.rates, (rate) => prep({ day: rate }));
  const fits = flow.map(params.rates, (lr) => train({ data: "s3://b/k", lr }));
  // @ts-expect-error items give no such thing
  fits.collect("rmse");
  // @ts-expect-error and name what they give
  fits.collect();
  // @ts-expect-error lists are no items
  report({ auc: fits.collect("auc") });
  // @ts-expect-error a list of numbers is no list of models
  pick({ models: fits.collect("auc"), aucs: fits.collect("auc") });
  const joined = flow.when(
    t.auc.gte(0.8),
    () => t,
    () => ({ auc: t.auc, words }),
  );
  report({ auc: joined.auc });
  // @ts-expect-error one branch alone gives a model
  deploy(joined);
  // @ts-expect-error without the other branch there may be nothing
  report(flow.when(t.auc.gte(0.8), () => t));
  flow.scope(
    () => t,
    // @ts-expect-error a teardown gets what the set-up gives
    (made) => deploy({ model: made.auc }),
    () => report(t),
  );
});

// @ts-expect-error a map gives what is collected of it
pipeline({ name: "uncollected" }, ({ flow }) => flow.map([0.1], (lr) => train({ data: "s3://b/k", lr })));

const nightly = pipeline(
  { name: "nightly", params: { day: p.date(), rates: p.list(p.float()).default([0.1]) } },
  ({ params }) => {
    const { data } = prep({ day: params.day });
    return train({ data });
  },
);

pipeline({ name: "weekly" }, () => {
  const { auc } = nightly({ day: run.date });
  // @ts-expect-error its parameter is missing
  nightly({});
  // @ts-expect-error of another type
  nightly({ day: run.name });
  // @ts-expect-error it gives no such thing
  nightly({ day: run.date }).rmse;
  return auc;
});

// @ts-expect-error a schedule that is neither
pipeline({ name: "scheduled", schedule: { timezone: "Europe/Paris" } }, () => train({ data: "s3://b/k" }));
pipeline(
  // @ts-expect-error its runs have no such parameter
  { name: "scheduled", params: { day: p.date() }, schedule: { cron: "@daily", params: { date: run.date } } },
  () => train({ data: "s3://b/k" }),
);
pipeline(
  {
    name: "triggered",
    params: { day: p.date(), rows: p.integer() },
    triggers: {
      // @ts-expect-error a size is no day
      written: trigger.objects({ prefix: "s3://b/k" }, { params: ({ size }) => ({ day: size }) }),
      sized: trigger.objects({ prefix: "s3://b/k" }, { params: ({ size }) => ({ rows: size }) }),
      push: trigger.http(p.object({ ref: p.string() }), {
        // @ts-expect-error its body has no such member
        when: ({ body }) => body.get("branch").eq("main"),
      }),
      // @ts-expect-error a text decides nothing
      called: trigger.http(p.string(), { when: ({ body }) => body }),
    },
  },
  () => train({ data: "s3://b/k" }),
);
// @ts-expect-error parameters are no artifacts
pipeline({ name: "stored", params: { data: artifact.dataset() } }, () => train({ data: "s3://b/k" }));
// @ts-expect-error a default of another type
p.float().default("0.1");
// @ts-expect-error none of its values
p.string().enum("a", "b").default("c");
// @ts-expect-error a default of a list of others
p.list(p.float()).default(["a"]);

const ACK = "sagemaker.services.k8s.aws/v1alpha1";
const model = { apiVersion: ACK, kind: "Model", metadata: { name: "m" } } as const;

pipeline({ name: "work", params: { day: p.date(), rate: p.float() } }, ({ params, flow }) => {
  const t = train({ data: prep({ day: params.day }).data });
  // @ts-expect-error a time is either
  flow.wait({ seconds: 1, until: "2026-12-24T18:00:00Z" });
  // @ts-expect-error nothing to wait for
  flow.wait({});
  // @ts-expect-error a text is no number of seconds
  flow.wait({ seconds: "60" });
  // @ts-expect-error nor is a day
  flow.wait({ seconds: params.day });
  // @ts-expect-error a time gives nothing
  flow.wait({ seconds: params.rate }).name;
  // @ts-expect-error no kind of Slipway's
  flow.wait({ resource: { apiVersion: "v1", kind: "Pod", name: "a" } });
  // @ts-expect-error waits run no program whose results could be taken
  flow.wait({ seconds: 1 }, { cache: true });

  const answer = flow.approve({ fields: { share: p.float(), mode: p.string().enum("a", "b") } });
  report({ auc: answer.share });
  flow.when(answer.mode.eq("a"), () => report(t));
  // @ts-expect-error none of its values
  answer.mode.eq("c");
  // @ts-expect-error it has no such field
  answer.shares;
  // @ts-expect-error a text is no number
  report({ auc: answer.comment });
  // @ts-expect-error every answer has that already
  flow.approve({ fields: { approved: p.boolean() } });
  // @ts-expect-error an answer has no files
  flow.approve({ fields: { model: artifact.model() } });

  // @ts-expect-error nobody to send it to
  flow.notify({ message: "done" });
  // @ts-expect-error nothing to send
  flow.notify({ secret: "slack" });
  // @ts-expect-error a message is either
  flow.notify({ secret: "slack", message: "done", payload: {} });
  // @ts-expect-error a message is sent, and gives nothing
  flow.notify({ secret: "slack", message: "done" }).status;

  // @ts-expect-error an object that stays has its kind's spec
  flow.resource({ manifest: model });
  flow.resource({
    manifest: { ...model, spec: { modelName: "m", executionRoleARN: text`role/${params.day}` } },
  });
  // @ts-expect-error a field that the kind has not
  flow.resource({ manifest: { ...model, spec: { modelName: "m", executionRoleArn: "role" } } });
  // @ts-expect-error another group's
  flow.resource({ manifest: { ...model, apiVersion: "slipway.dev/v1alpha1", spec: { modelName: "m" } } });
  // @ts-expect-error no such action
  flow.resource({ action: "patch", manifest: { ...model, spec: { modelName: "m" } } });
  // @ts-expect-error an artifact is no text, its uri() is
  flow.resource({ manifest: { ...model, spec: { modelName: "m", executionRoleARN: t.model } } });
  // @ts-expect-error whom to delete is its name
  flow.resource({ action: "delete", manifest: { apiVersion: ACK, kind: "Model" } });
  // @ts-expect-error what is gone gives nothing
  flow.resource({ action: "delete", manifest: model }).name;
  const waited = flow.wait({ resource: { apiVersion: ACK, kind: "TrainingJob", name: "base" } });
  deploy({ model: waited.modelArtifact });
  report({ auc: waited.metrics.get("validation:auc") });
  // @ts-expect-error its name is no URI
  deploy({ model: waited.name });
  // @ts-expect-error a training job has no outputs
  waited.outputs;
});

pipeline({ name: "runs", params: { rate: p.float() } }, ({ params, flow }) => {
  const { auc, model: made } = flow.run(nightly, { day: run.date });
  report({ auc });
  deploy({ model: made });
  // @ts-expect-error its parameter is missing
  flow.run(nightly);
  // @ts-expect-error of another type
  flow.run(nightly, { day: params.rate });
  // @ts-expect-error it has no such parameter
  flow.run(nightly, { day: run.date, date: run.date });
  // @ts-expect-error it gives no such thing
  flow.run(nightly, { day: run.date }).rmse;
  // @ts-expect-error what a name gives has to be said
  flow.run("nightly", { day: run.date }).auc;
  report({ auc: flow.run("nightly", { day: run.date }, { results: { auc: p.float() } }).auc });
  // @ts-expect-error a component is no pipeline
  flow.run(train, { data: "s3://b/k" });
});

const fakes = {};
// @ts-expect-error a parameter of another type
void nightly.test({ day: 20_261_130 }, { fakes });
// @ts-expect-error a list of others
void nightly.test({ day: "2026-11-30", rates: ["a"] }, { fakes });
// @ts-expect-error it is missing
void nightly.test({}, { fakes });
// @ts-expect-error there is no such parameter
void nightly.test({ day: "2026-11-30", rate: 0.1 }, { fakes });
// @ts-expect-error a run has values, and no references to other runs
void nightly.test({ day: run.date }, { fakes });
// @ts-expect-error a fake gives what its component gives
train.fake({ auc: "0.9" });
// @ts-expect-error all of its small values
train.fake(() => ({ model: "s3://b/m" }));
// @ts-expect-error of the inputs that it has
train.fake(({ rate }) => ({ auc: rate }));

/** What must: any value goes into a text, and is a reference. */
export const anything: AnyRef = text`${run.date} ${run.name} ${1} ${true} ${"a"}`;
