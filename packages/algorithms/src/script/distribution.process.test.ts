import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startOf } from "./distribution.ts";
import { decodeHyperparameters } from "./values.ts";

const PYTORCH = {
  SLIPWAY_TRAINING_IMAGE: "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.2.0-cpu-py310",
};
const RESOURCES = {
  current_host: "algo-2",
  current_group_name: "workers",
  hosts: ["algo-1", "algo-2", "algo-3"],
  instance_groups: [
    { instance_group_name: "head", instance_type: "ml.m5.large", hosts: ["algo-1"] },
    { instance_group_name: "workers", instance_type: "ml.m5.large", hosts: ["algo-2", "algo-3"] },
  ],
  network_interface_name: "eth0",
};
const PROGRAM = { file: "train.py", command: ["python", "train.py", "--lr", "1"], needsPython: true };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-launch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const start = (
  hyperparameters: Readonly<Record<string, string>>,
  { resources = RESOURCES, program = PROGRAM, environment = {} as Record<string, string> } = {},
) =>
  startOf(program, {
    values: decodeHyperparameters(hyperparameters),
    resources,
    environment: { ...PYTORCH, ...environment },
  });

// https://github.com/aws/sagemaker-training-toolkit/blob/master/src/sagemaker_training/torch_distributed.py
test("torchrun is started with the options that sagemaker-training gives it", async () => {
  const resources = { ...RESOURCES, current_group_name: "homogeneousCluster", instance_groups: [] };
  const { command, variables } = await start(
    { sagemaker_torch_distributed_enabled: "true", sagemaker_mpi_num_of_processes_per_host: "4" },
    { resources },
  );
  expect(command).toEqual([
    ...["python", "-m", "torch.distributed.run", "--nnodes", "3", "--nproc_per_node", "4"],
    ...["--master_addr", "algo-1", "--master_port", "7777", "--node_rank", "1", "train.py", "--lr", "1"],
  ]);
  expect(variables).toMatchObject({ NCCL_SOCKET_IFNAME: "eth0", NCCL_PROTO: "simple" });
  const alone = { ...RESOURCES, hosts: ["algo-2"], instance_groups: [] };
  expect(
    (await start({ sagemaker_torch_distributed_enabled: "true" }, { resources: alone })).command,
  ).toEqual([
    ...[
      "python",
      "-m",
      "torch.distributed.run",
      "--nnodes",
      "1",
      "--nproc_per_node",
      "1",
      "train.py",
      "--lr",
      "1",
    ],
  ]);
});

test("Of groups of instances a launcher starts programs on those that are named for it", async () => {
  const asked = {
    sagemaker_torch_distributed_enabled: "true",
    sagemaker_distribution_instance_groups: '["workers"]',
  };
  expect((await start(asked)).command.slice(3, 14)).toEqual([
    ...["--nnodes", "2", "--nproc_per_node", "1", "--master_addr", "algo-2"],
    ...["--master_port", "7777", "--node_rank", "0", "train.py"],
  ]);
  const head = { ...RESOURCES, current_host: "algo-1", current_group_name: "head" };
  expect((await start(asked, { resources: head })).command).toEqual(PROGRAM.command);
});

test("Programs that call init_process_group themselves find the first host in AWS's images of PyTorch", async () => {
  expect(await start({})).toEqual({
    command: PROGRAM.command,
    variables: {
      MASTER_ADDR: "algo-1",
      MASTER_PORT: "7777",
      NCCL_SOCKET_IFNAME: "eth0",
      NCCL_IB_DISABLE: "1",
      NCCL_DEBUG: "WARN",
    },
  });
  const other = { SLIPWAY_TRAINING_IMAGE: "" };
  expect(await start({}, { environment: other })).toEqual({ command: PROGRAM.command, variables: {} });
});

test("Where hosts share a machine each job has a port of its own", async () => {
  const at = async (first: string) => {
    const resources = { ...RESOURCES, hosts: [first, "algo-2"], network_interface_name: "lo" };
    return Number((await start({}, { resources })).variables["MASTER_PORT"]);
  };
  const ports = await Promise.all(["127.64.3.7", "127.64.3.8"].map(at));
  expect(new Set(ports).size).toBe(2);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(10_000);
    expect(port).toBeLessThan(20_000);
  }
});

test("mpirun starts programs on one instance, where it is installed, and says why not elsewhere", async () => {
  const asked = { sagemaker_mpi_enabled: "true", sagemaker_mpi_num_of_processes_per_host: "2" };
  const alone = { ...RESOURCES, hosts: ["algo-1"], current_host: "algo-1", instance_groups: [] };
  const without = { environment: { PATH: folder }, resources: alone };
  await expect(start(asked, without)).rejects.toThrow("no mpirun is installed here");
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/mpirun"), "");
  chmodSync(join(folder, "bin/mpirun"), 0o755);
  const environment = { PATH: `${folder}:${join(folder, "bin")}` };
  const { command } = await start(
    { ...asked, sagemaker_mpi_custom_mpi_options: '"-x FOO=bar --verbose"' },
    { environment, resources: alone },
  );
  expect(command).toEqual([
    ...["mpirun", "--host", "localhost:2", "-np", "2", "--allow-run-as-root", "--tag-output"],
    ...["-bind-to", "none", "-map-by", "slot", "-x", "FOO=bar", "--verbose"],
    ...["python", "-m", "mpi4py", "train.py", "--lr", "1"],
  ]);
  await expect(start(asked, { environment })).rejects.toThrow("mpirun starts programs on this one alone");
});
