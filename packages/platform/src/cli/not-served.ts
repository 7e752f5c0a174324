import { SlipwayError } from "@slipway/model";

/** What a word means that is no command yet, and what there is today. */
interface NotServed {
  readonly words: readonly string[];
  readonly sentence: string;
}

const YET = "is not served yet";

/** Every word that a command is planned for, or that people bring from elsewhere: one sentence each, that is true. */
export const NOT_SERVED: readonly NotServed[] = [
  {
    words: ["tune", "sweep", "hyperparameter-tuning"],
    sentence: `hyperparameter tuning ${YET}; train once for each set of values, with --hp NAME=VALUE`,
  },
  {
    words: ["process", "processing"],
    sentence: `processing ${YET}; run the program as a training job: slipway train DIR -- COMMAND`,
  },
  {
    words: ["batch", "transform", "batch-transform"],
    sentence: `batch transform ${YET}; deploy the model and send it the rows: slipway predict NAME --file FILE`,
  },
  {
    words: ["pipeline", "pipelines", "flow", "flows"],
    sentence: `pipelines ${YET}; run their steps one after the other: slipway train DIR --wait`,
  },
  {
    words: ["schedule", "schedules", "cron"],
    sentence: `schedules ${YET}; let cron or your CI call slipway train`,
  },
  {
    words: ["backfill"],
    sentence: `backfills ${YET}; start a job for each slot with slipway train`,
  },
  {
    words: ["scale", "autoscale", "autoscaling"],
    sentence: `scaling ${YET}; deploy again with another --instance-count`,
  },
  {
    words: ["queue", "queues"],
    sentence: `queues ${YET}; jobs that do not fit wait for room, and slipway why NAME says for what`,
  },
  {
    words: ["cost", "costs", "usage"],
    sentence: `cost reports are not served yet; a job's status has its billable seconds: slipway describe NAME`,
  },
  {
    words: ["ui", "dashboard", "web"],
    sentence: `a web UI ${YET}; slipway status and slipway get show what there is`,
  },
  {
    words: ["init", "new", "scaffold"],
    sentence: `making a project ${YET}; a folder with a train.py is one: slipway train DIR`,
  },
  { words: ["dev"], sentence: `watching a program ${YET}; run it again with slipway train DIR --follow` },
  {
    words: ["run", "spin", "step"],
    sentence: `running a step by itself ${YET}; slipway train DIR -- COMMAND runs any command as a job`,
  },
  {
    words: ["notebook", "notebooks", "lab"],
    sentence: `notebooks are not served yet; make a program of one (jupyter nbconvert --to script) and train that`,
  },
  {
    words: ["register", "registry", "promote", "approve", "model-package"],
    sentence: `model packages and their registry are not served yet; a Model names a model: slipway get models`,
  },
  {
    words: ["rollback", "traffic", "shadow"],
    sentence: `shifting traffic by a command ${YET}; deploy the earlier job under the endpoint's name, or change the weights of its EndpointConfig`,
  },
  {
    words: ["diff"],
    sentence: `comparing files with objects ${YET}; kubectl diff -f FILE does it, after eval "$(slipway env)"`,
  },
  {
    words: ["explain"],
    sentence: `explaining fields ${YET}; kubectl explain KIND does it, after eval "$(slipway env)"`,
  },
  {
    words: ["edit"],
    sentence: `editing an object in place ${YET}; kubectl edit does it, after eval "$(slipway env)"`,
  },
  {
    words: ["exec", "shell", "ssh", "attach"],
    sentence: `a shell in a job or an endpoint ${YET}; slipway logs and slipway why tell what goes on in it`,
  },
  {
    words: ["retry", "rerun", "resume"],
    sentence: `starting a job again ${YET}; give slipway train the same arguments, with another --name or none`,
  },
  {
    words: ["compare", "experiments", "metrics"],
    sentence: `comparing runs ${YET}; slipway describe NAME shows the final metrics of one`,
  },
  {
    words: ["events"],
    sentence: `a list of all events ${YET}; slipway why NAME tells those of one object, slipway get events all`,
  },
  {
    words: ["secret", "secrets", "token", "tokens"],
    sentence: `secrets and tokens by a command are not served yet; --env NAME=VALUE gives a program a variable`,
  },
  {
    words: ["docs"],
    sentence: `reading the documentation here ${YET}; it lies in docs/ of the repository`,
  },
  {
    words: ["upgrade", "update"],
    sentence: `upgrading by a command ${YET}; install the newer version with npm, then slipway down and slipway up`,
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
  cancel: "stop",
  abort: "stop",
  tail: "logs -f",
  log: "logs",
  submit: "train",
  fit: "train",
  serve: "deploy",
  invoke: "predict",
  infer: "predict",
  create: "apply -f",
  start: "up",
  info: "status",
  version: "--version",
};

/** The error of a word that people expect a command of; undefined for any other word. */
export function notServed(word: string): SlipwayError | undefined {
  const found = NOT_SERVED.find(({ words }) => words.includes(word));
  return found === undefined ? undefined : new SlipwayError("SLIP-CLI-028", `${word}: ${found.sentence}`);
}

/** How the command is called that does what the word means elsewhere. */
export const saidHere = (word: string): string | undefined =>
  Object.hasOwn(SAID_OTHERWISE, word) ? SAID_OTHERWISE[word] : undefined;
