import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { ChannelConfig, Container, Environment } from "../container.ts";
import { gpuCount } from "../gpu-count.ts";
import { jobFramework } from "./framework.ts";
import { instanceGroups } from "./instance-groups.ts";
import { commandArguments, type Values, variableText } from "./values.ts";

export interface RunDescription {
  readonly container: Container;
  readonly values: Values;
  readonly channels: Readonly<Record<string, ChannelConfig>>;
  readonly resources: Readonly<Record<string, unknown>>;
  /** The file that is run; absent when a command is. */
  readonly program: string | undefined;
  readonly environment: Environment;
}

const LOG_LEVEL_INFO = 20;
/** The folder that checkpoints are kept of, by its path below /opt/ml. */
const CHECKPOINTS_VARIABLE = "SLIPWAY_CHECKPOINTS";

/** The SM_ variables, with the names and values that sagemaker-training-toolkit gives programs. */
export function smVariables(run: RunDescription): Readonly<Record<string, string>> {
  const facts = describe(run);
  const named: Record<string, unknown> = {
    ...facts.shared,
    hps: run.values.own,
    framework_params: facts.frameworkParameters,
    channels: Object.keys(run.channels).sort(),
    user_args: commandArguments(run.values.own),
    training_env: {
      ...facts.shared,
      additional_framework_parameters: facts.frameworkParameters,
      channel_input_dirs: facts.channelFolders,
      hyperparameters: run.values.own,
      is_master: facts.shared.current_host === facts.hosts[0],
      job_name: run.environment["TRAINING_JOB_NAME"] ?? "",
      master_hostname: facts.hosts[0],
    },
  };
  for (const [name, folder] of Object.entries(facts.channelFolders)) named[`channel_${name}`] = folder;
  for (const [name, value] of Object.entries(run.values.own)) named[`hp_${name}`] = value;
  return {
    ...Object.fromEntries(
      Object.entries(named).map(([name, value]) => [`SM_${name.toUpperCase()}`, variableText(value)]),
    ),
    ...ofToolkit(run, String(facts.shared.current_host)),
    // The toolkit has no variable for it, and programs may have no /opt/ml to find it at.
    SM_CHECKPOINT_DIR: join(run.container.root, run.environment[CHECKPOINTS_VARIABLE] ?? "checkpoints"),
  };
}

/** What the toolkit sets beside those with a prefix. */
function ofToolkit({ values: { reserved }, environment }: RunDescription, host: string) {
  const text = (name: string): string => variableText(reserved[name]);
  return {
    SAGEMAKER_JOB_NAME: text("sagemaker_job_name"),
    SAGEMAKER_REGION: text("sagemaker_region") || (environment["AWS_REGION"] ?? ""),
    CURRENT_HOST: host,
  };
}

function describe(run: RunDescription) {
  const { container, values, channels, resources, program, environment } = run;
  const hosts = Array.isArray(resources["hosts"]) ? (resources["hosts"] as string[]) : ["algo-1"];
  const channelFolders = Object.fromEntries(
    Object.keys(channels).map((name) => [name, join(container.data, name)]),
  );
  const shared = {
    hosts,
    current_host: resources["current_host"] ?? hosts[0],
    network_interface_name: resources["network_interface_name"] ?? "eth0",
    current_instance_type: resources["current_instance_type"] ?? "",
    ...instanceGroups(run),
    user_entry_point: program,
    module_name: program?.replace(/\.py$/, ""),
    module_dir: values.reserved["sagemaker_submit_directory"] ?? container.code,
    framework_module: jobFramework(environment)?.trainingModule ?? null,
    log_level: values.reserved["sagemaker_container_log_level"] ?? LOG_LEVEL_INFO,
    resource_config: resources,
    input_data_config: channels,
    model_dir: container.model,
    input_dir: container.input,
    input_config_dir: container.config,
    output_dir: container.output,
    output_data_dir: container.outputData,
    output_intermediate_dir: join(container.output, "intermediate"),
    num_cpus: availableParallelism(),
    num_gpus: gpuCount(environment),
    num_neurons: 0,
  };
  return { hosts, channelFolders, shared, frameworkParameters: frameworkParameters(values) };
}

/** What is reserved but not one of the toolkit's own names. */
function frameworkParameters({ reserved }: Values): Readonly<Record<string, unknown>> {
  const own = [
    "sagemaker_program",
    "sagemaker_submit_directory",
    "sagemaker_container_log_level",
    "sagemaker_job_name",
    "sagemaker_region",
    "sagemaker_s3_output",
    "sagemaker_default_invocations_accept",
  ];
  return Object.fromEntries(Object.entries(reserved).filter(([name]) => !own.includes(name)));
}
