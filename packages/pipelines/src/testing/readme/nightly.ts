import { artifact, component, p, pipeline, run, text } from "@slipway/pipelines";

export const prepare = component({
  name: "prepare",
  inputs: { day: p.date() },
  outputs: { data: artifact.dataset() },
  command: ({ in: i, out }) => ["python", "prepare.py", text`--day=${i.day}`, out.data.path],
});

export const train = component({
  name: "train",
  image: "reg/train:1",
  inputs: { data: artifact.dataset(), lr: p.float().default(0.1) },
  outputs: { model: artifact.model(), auc: p.float() },
  command: ({ in: i, out }) => ["python", "train.py", i.data, i.lr, out.model.path, out.auc.path],
  resources: { gpu: 1 },
  retry: { max: 3, on: ["preempted", "oom"] },
});

export const deploy = component({
  name: "deploy",
  inputs: { model: artifact.model() },
  command: ({ in: i }) => ["python", "deploy.py", i.model],
});

export const nightly = pipeline(
  {
    name: "nightly",
    params: { day: p.date() },
    schedule: { cron: "0 3 * * *", timezone: "Europe/Paris", params: { day: run.date } },
  },
  ({ params, flow }) => {
    const { data } = prepare({ day: params.day });
    const { model, auc } = train({ data });
    flow.when(auc.gte(0.8), () => deploy({ model }));
    return { auc };
  },
);
