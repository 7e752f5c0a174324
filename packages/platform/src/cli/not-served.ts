import { SlipwayError } from "@slipway/model";

/** Words that a command is planned for, or that people bring from elsewhere: what they mean, and what does it today. */
interface NotServed {
  readonly words: readonly string[];
  /** The sentence's beginning, up to "not served yet". */
  readonly what: string;
  readonly instead: string;
}

/** Every word that is no command yet and gets a sentence of its own. */
export const NOT_SERVED: readonly NotServed[] = [
  {
    words: ["tune", "sweep", "hyperparameter-tuning", "hyperparametertuningjob", "hyperparametertuningjobs"],
    what: "hyperparameter tuning is",
    instead: "train once for each set of values, with --hp NAME=VALUE",
  },
  {
    words: ["pipeline", "pipelines", "pipelineexecution", "pipelineexecutions"],
    what: "pipelines of SageMaker are",
    instead: "write them as a Flow, and run that: `slipway run FILE`",
  },
  {
    words: ["scale", "autoscaling"],
    what: "scaling by a command is",
    instead: "apply a ScalableTarget and a ScalingPolicy; `slipway autoscale replay` says what they would do",
  },
  {
    words: ["queue", "queues"],
    what: "queues are",
    instead: "jobs that do not fit wait for room, and `slipway why NAME` says for what",
  },
  {
    words: ["cost", "costs", "usage"],
    what: "cost reports are",
    instead: "`slipway describe NAME` shows the machine time that a job's tries used",
  },
  {
    words: ["ui", "dashboard", "web"],
    what: "a web UI is",
    instead: "`slipway status` and `slipway get KIND` show what there is",
  },
  {
    words: ["dev"],
    what: "watching a program is",
    instead: "run it again with `slipway train DIR --follow`",
  },
  {
    words: ["notebook", "notebooks", "lab", "notebookinstance", "notebookinstances"],
    what: "notebooks are",
    instead: "make a program of one (jupyter nbconvert --to script) and train that",
  },
  {
    words: [
      ...["register", "registry", "promote", "model-package"],
      ...["modelpackage", "modelpackages", "modelpackagegroup", "modelpackagegroups"],
    ],
    what: "model packages and their registry are",
    instead: "a Model names a model: `slipway get models`",
  },
  {
    words: ["rollback", "traffic", "shadow"],
    what: "shifting traffic by a command is",
    instead: "deploy the earlier job again: `slipway deploy JOB --name ENDPOINT`",
  },
  {
    words: ["explain"],
    what: "explaining fields is",
    instead: 'kubectl explain KIND does it, after eval "$(slipway env)"',
  },
  {
    words: ["edit"],
    what: "editing an object in place is",
    instead: 'kubectl edit KIND NAME does it, after eval "$(slipway env)"',
  },
  {
    words: ["exec", "shell", "ssh", "attach"],
    what: "a shell in a job or an endpoint is",
    instead: "`slipway logs NAME` and `slipway why NAME` tell what goes on in it",
  },
  {
    words: ["rerun", "resume"],
    what: "starting a job again is",
    instead:
      "give `slipway train` the same arguments, with another --name or none; runs of pipelines have `slipway retry`",
  },
  {
    words: ["compare", "experiments"],
    what: "comparing runs is",
    instead: "`slipway metrics NAME` shows those of one",
  },
  {
    words: ["events"],
    what: "a command for events is",
    instead: "`slipway why NAME` tells those of an object, `slipway get events` lists all",
  },
  {
    words: ["secret", "secrets", "token", "tokens"],
    what: "a command for secrets and tokens is",
    instead: "--env NAME=VALUE gives a program a variable",
  },
  {
    words: ["docs"],
    what: "reading the documentation here is",
    instead: "it lies in docs/ of the repository",
  },
  {
    words: ["upgrade", "update"],
    what: "upgrading by a command is",
    instead: "take the newer Slipway, then `slipway down` and `slipway up`",
  },
];

/** Words of other programs, and the command that does it here. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  ls: "get",
  list: "get",
  ps: "get trainingjobs",
  jobs: "get trainingjobs",
  show: "describe",
  rm: "delete",
  remove: "delete",
  kill: "stop",
  abort: "stop",
  tail: "logs -f",
  log: "logs",
  cron: "schedule",
  new: "init",
  scaffold: "init",
  step: "spin",
  webhook: "trigger",
  transform: "batch",
  "batch-transform": "batch",
  score: "batch",
  submit: "train",
  fit: "train",
  invoke: "predict",
  infer: "predict",
  create: "apply -f",
  start: "up",
  info: "status",
  version: "--version",
  download: "model get",
  completions: "completion",
  autocomplete: "completion",
};

/** The error of a word that people expect a command of; undefined for any other word. */
export function notServed(word: string): SlipwayError | undefined {
  const found = NOT_SERVED.find(({ words }) => words.includes(word));
  if (found === undefined) return undefined;
  const { what, instead } = found;
  return new SlipwayError("SLIP-CLI-028", `${word}: ${what} not served yet; ${instead}`);
}

/** How the command is called that does what the word means elsewhere. */
export const saidHere = (word: string): string | undefined =>
  Object.hasOwn(SAID_OTHERWISE, word) ? SAID_OTHERWISE[word] : undefined;
