import type { Command } from "./command.ts";

export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly group: string;
  /** Is about a home on this machine, and has nothing to do with one in a cluster. */
  readonly onlyHere?: true;
  /** Takes its own time to end once it is interrupted: it has a home to stop or a folder to put right. */
  readonly tidiesUp?: true;
  /** Does nothing but tell: once nobody reads it, nothing is left to do. */
  readonly onlyTells?: true;
  readonly load: () => Promise<{ readonly command: Command }>;
}

const HOME = "Your Slipway:";
const WORK = "Train and serve:";
const PIPELINES = "Pipelines:";
const OBJECTS = "Objects:";

/** Every command; its code is loaded only when it is called. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "demo",
    group: HOME,
    onlyHere: true,
    summary: "train, deploy and predict on real data, in under a minute",
    tidiesUp: true,
    load: () => import("./commands/demo.ts"),
  },
  {
    name: "up",
    group: HOME,
    onlyHere: true,
    summary: "start Slipway",
    tidiesUp: true,
    load: () => import("./commands/up.ts"),
  },
  {
    name: "down",
    group: HOME,
    onlyHere: true,
    summary: "stop Slipway",
    load: () => import("./commands/down.ts"),
  },
  {
    name: "status",
    group: HOME,
    onlyHere: true,
    summary: "tell whether Slipway runs, where, and what it does",
    onlyTells: true,
    load: () => import("./commands/status.ts"),
  },
  {
    name: "env",
    group: HOME,
    summary: "print the settings that point kubectl and AWS clients at Slipway",
    onlyTells: true,
    load: () => import("./commands/env.ts"),
  },
  {
    name: "doctor",
    group: HOME,
    onlyHere: true,
    summary: "check this machine and the state folder, with a remedy per finding",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "backup",
    group: HOME,
    onlyHere: true,
    summary: "copy the state of the running Slipway into a file",
    tidiesUp: true,
    load: () => import("./commands/backup.ts"),
  },
  {
    name: "restore",
    group: HOME,
    onlyHere: true,
    summary: "make a state folder of a backup",
    tidiesUp: true,
    load: () => import("./commands/restore.ts"),
  },
  {
    name: "install",
    group: HOME,
    summary: "make a Kubernetes cluster a home, or update it",
    load: () => import("./commands/install.ts"),
  },
  {
    name: "uninstall",
    group: HOME,
    summary: "remove Slipway from a cluster; data stays",
    load: () => import("./commands/uninstall.ts"),
  },
  {
    name: "image",
    group: HOME,
    summary: "make the container image of this Slipway, without Docker",
    load: () => import("./commands/image.ts"),
  },
  {
    name: "completion",
    group: HOME,
    summary: "print the script by which your shell completes by TAB",
    onlyTells: true,
    load: () => import("./commands/completion.ts"),
  },
  {
    name: "train",
    group: WORK,
    summary: "run your training program, with nothing to build",
    load: () => import("./commands/train.ts"),
  },
  {
    name: "process",
    group: WORK,
    summary: "run a program over data, before or after a training",
    load: () => import("./commands/process.ts"),
  },
  {
    name: "batch",
    group: WORK,
    summary: "ask a model about a whole data set",
    load: () => import("./commands/batch.ts"),
  },
  {
    name: "deploy",
    group: WORK,
    summary: "serve the model of a training job, or a Model; or make a file's flows their newest versions",
    load: () => import("./commands/deploy.ts"),
  },
  {
    name: "serve",
    group: WORK,
    onlyHere: true,
    summary: "try on this machine what serves a model, with reload",
    tidiesUp: true,
    load: () => import("./commands/serve.ts"),
  },
  {
    name: "predict",
    group: WORK,
    summary: "ask an endpoint for predictions",
    load: () => import("./commands/predict.ts"),
  },
  {
    name: "logs",
    group: WORK,
    summary: "print what programs wrote, of any kind of object",
    onlyTells: true,
    load: () => import("./commands/logs.ts"),
  },
  {
    name: "metrics",
    group: WORK,
    summary: "print the metrics of a training job, also of one that is gone",
    onlyTells: true,
    load: () => import("./commands/metrics.ts"),
  },
  {
    name: "why",
    group: WORK,
    summary: "say in a sentence what an object is doing, what it waits for or why it failed",
    onlyTells: true,
    load: () => import("./commands/why.ts"),
  },
  {
    name: "wait",
    group: WORK,
    summary: "wait until an object is done",
    load: () => import("./commands/wait.ts"),
  },
  {
    name: "stop",
    group: WORK,
    summary: "stop a training job and keep the model it has, or a run of a flow",
    load: () => import("./commands/stop.ts"),
  },
  {
    name: "interrupt",
    group: WORK,
    summary: "take a job's machine away, as a spot machine is, and let it go on",
    load: () => import("./commands/interrupt.ts"),
  },
  {
    name: "ab",
    group: WORK,
    summary: "compare the variants of an endpoint, at any time",
    load: () => import("./commands/ab.ts"),
  },
  {
    name: "autoscale",
    group: WORK,
    summary: "replay traffic through policies of scaling: what each costs, and who waits",
    load: () => import("./commands/autoscale.ts"),
  },
  {
    name: "restart",
    group: WORK,
    summary: "start an endpoint's pods anew, without losing a request",
    load: () => import("./commands/restart.ts"),
  },
  {
    name: "key",
    group: WORK,
    summary: "let clients without AWS credentials invoke an endpoint",
    load: () => import("./commands/key.ts"),
  },
  {
    name: "model",
    group: WORK,
    summary: "download the model of a training job",
    tidiesUp: true,
    load: () => import("./commands/model.ts"),
  },
  {
    name: "data",
    group: WORK,
    summary: "list and clean up what uploads and jobs left",
    load: () => import("./commands/data.ts"),
  },
  {
    name: "init",
    group: PIPELINES,
    summary: "make a folder for pipelines in TypeScript, which editors understand",
    load: () => import("./commands/init.ts"),
  },
  {
    name: "run",
    group: PIPELINES,
    summary: "run a flow, from its file or by its name, and show its steps",
    load: () => import("./commands/run.ts"),
  },
  {
    name: "approve",
    group: PIPELINES,
    summary: "answer a step of a flow's run that waits for a person",
    load: () => import("./commands/approve.ts"),
  },
  {
    name: "retry",
    group: PIPELINES,
    summary: "run a flow again, from where a run of it failed",
    load: () => import("./commands/retry.ts"),
  },
  {
    name: "spin",
    group: PIPELINES,
    summary: "run one step of a flow again, with your edits, on what it was given last",
    load: () => import("./commands/spin.ts"),
  },
  {
    name: "cancel",
    group: PIPELINES,
    summary: "end a run of a flow, and tear down what it set up",
    load: () => import("./commands/stop.ts"),
  },
  {
    name: "diff",
    group: PIPELINES,
    summary: "tell what deploying a file's flows would change, step by step",
    onlyTells: true,
    load: () => import("./commands/diff.ts"),
  },
  {
    name: "schedule",
    group: PIPELINES,
    summary: "tell when a schedule is due next, pause it or let it go on",
    load: () => import("./commands/schedule.ts"),
  },
  {
    name: "trigger",
    group: PIPELINES,
    summary: "tell where events of a trigger are sent to, and with which password",
    onlyTells: true,
    load: () => import("./commands/trigger.ts"),
  },
  {
    name: "backfill",
    group: PIPELINES,
    summary: "run the slots of a schedule in a range of time, after telling which",
    load: () => import("./commands/backfill.ts"),
  },
  {
    name: "lint",
    group: PIPELINES,
    summary: "check files of flows, with every problem's place",
    onlyTells: true,
    load: () => import("./commands/lint.ts"),
  },
  {
    name: "apply",
    group: OBJECTS,
    summary: "create or change objects from files",
    load: () => import("./commands/apply.ts"),
  },
  {
    name: "get",
    group: OBJECTS,
    summary: "list objects",
    onlyTells: true,
    load: () => import("./commands/get.ts"),
  },
  {
    name: "describe",
    group: OBJECTS,
    summary: "show one object with its conditions and events",
    onlyTells: true,
    load: () => import("./commands/describe.ts"),
  },
  { name: "delete", group: OBJECTS, summary: "delete objects", load: () => import("./commands/delete.ts") },
];
