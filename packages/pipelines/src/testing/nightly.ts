import { artifact, component, p, pipeline, run } from "../index.ts";

export const prep = component({
  name: "prep",
  inputs: { day: p.date() },
  outputs: { data: artifact.dataset() },
  command: ({ in: i, out }) => ["python", "prep.py", i.day, out.data.path],
});
export const train = component({
  name: "train",
  image: "reg/train:1",
  inputs: { data: artifact.dataset(), lr: p.float().default(0.1) },
  outputs: { model: artifact.model(), auc: p.float() },
  command: ({ in: i, out }) => ["python", "train.py", i.data, i.lr, out.model.path],
  resources: { gpu: 1 },
  pool: "gpu-spot",
  secrets: ["hf-token"],
  retry: { max: 3, on: ["preempted", "oom"] },
});
export const pick = component({
  name: "pick",
  inputs: { models: p.list(artifact.model()), aucs: p.list(p.float()) },
  outputs: { model: artifact.model(), auc: p.float() },
  command: ({ in: i, out }) => ["python", "pick.py", i.models, i.aucs, out.model.path],
});
export const mkdb = component({ name: "mkdb", outputs: { url: p.string() }, command: ["mkdb"] });
export const rmdb = component({
  name: "rmdb",
  inputs: { url: p.string() },
  command: ({ in: i }) => ["rmdb", i.url],
});
export const report = component({
  name: "report",
  inputs: { auc: p.float() },
  command: ({ in: i }) => ["report", i.auc],
});
export const deploy = component({
  name: "deploy",
  inputs: { model: artifact.model() },
  command: ({ in: i }) => ["deploy", i.model],
});
export const notify = component({
  name: "notify",
  inputs: { status: p.string() },
  command: ({ in: i }) => ["notify", i.status],
});

export const nightly = pipeline(
  {
    name: "nightly",
    params: { day: p.date(), lrs: p.list(p.float()).default([0.1, 0.01]) },
    schedule: {
      cron: "0 3 * * *",
      timezone: "Europe/Paris",
      overlap: "skip",
      catchup: "none",
      params: { day: run.date },
    },
    onExit: ({ status }) => notify({ status }),
  },
  ({ params, flow }) => {
    const d = prep({ day: params.day });
    const fits = flow.map(params.lrs, (lr) => train({ data: d.data, lr }), { max: 8 });
    const best = pick({ models: fits.collect("model"), aucs: fits.collect("auc") });
    flow.scope(
      () => mkdb({}),
      (s) => rmdb(s),
      () => report(best),
    );
    return flow.when(
      best.auc.gte(0.8),
      () => deploy({ model: best.model }),
      () => report(best),
    );
  },
);
export const weekly = pipeline({ name: "weekly" }, () => nightly({ day: run.date }));
