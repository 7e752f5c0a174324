import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fakeMachine } from "../testing/fake-gpus.ts";
import { findGpus, gpusInFiles } from "./find-gpus.ts";
import { gpuDevices } from "./gpu-devices.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-gpus-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text);
};

describe("the GPUs of a machine", () => {
  it("are NVIDIA's as nvidia-smi has them, each with its own device file, whatever the driver counts it", async () => {
    expect(await findGpus(fakeMachine(root))).toEqual([
      {
        ...{ vendor: "nvidia", index: 0, uuid: "GPU-aaaaaaaa-0000", name: "NVIDIA H200" },
        ...{ memoryBytes: 1000 * 2 ** 20, nodes: ["/dev/nvidia1"] },
      },
      {
        ...{ vendor: "nvidia", index: 1, uuid: "GPU-bbbbbbbb-1111", name: "NVIDIA H200" },
        ...{ memoryBytes: 1000 * 2 ** 20, nodes: ["/dev/nvidia0"] },
      },
    ]);
  });

  it("are known at once by the driver's files, in the order of the bus", () => {
    const places = fakeMachine(root);
    expect(gpusInFiles(places).map(({ uuid, nodes }) => [uuid, nodes])).toEqual([
      ["GPU-aaaaaaaa-0000", ["/dev/nvidia1"]],
      ["GPU-bbbbbbbb-1111", ["/dev/nvidia0"]],
    ]);
  });

  it("are in a container those that it was given, though the driver tells of all", () => {
    const places = fakeMachine(root);
    rmSync(join(root, "dev/nvidia1"));
    expect(gpusInFiles(places).map(({ uuid, index }) => [uuid, index])).toEqual([["GPU-bbbbbbbb-1111", 0]]);
    rmSync(join(root, "dev/nvidia0"));
    expect(gpusInFiles(places)).toEqual([]);
  });

  it("are counted by device files where the driver shows nothing else", async () => {
    for (const name of ["nvidia0", "nvidia3", "nvidiactl", "nvidia-caps/nvidia-cap1"])
      write(`dev/${name}`, "");
    const environment = { PATH: join(root, "nowhere") };
    expect((await findGpus({ root, environment })).map(({ index, nodes }) => [index, nodes])).toEqual([
      [0, ["/dev/nvidia0"]],
      [1, ["/dev/nvidia3"]],
    ]);
  });

  it("are as files tell them when nvidia-smi hangs, which is then not asked again while it is there", async () => {
    const places = fakeMachine(root);
    writeFileSync(join(places.smi, "hang"), "");
    expect(await findGpus(places, { patienceMs: 300 })).toEqual(gpusInFiles(places));
    expect(readFileSync(join(places.smi, "calls"), "utf8").trim().split("\n")).toHaveLength(1);
  });

  it("are as files tell them at once when whoever asked wants to end", async () => {
    const places = fakeMachine(root);
    writeFileSync(join(places.smi, "hang"), "");
    const stop = new AbortController();
    const found = findGpus(places, { signal: stop.signal });
    stop.abort();
    expect(await found).toEqual(gpusInFiles(places));
  });

  it("are none where there is none", async () => {
    expect(await findGpus({ root, environment: { PATH: root } })).toEqual([]);
  });

  // The files of a machine with MI300X: https://docs.kernel.org/gpu/amdgpu, and ROCm's topology below /sys/class/kfd.
  it("are AMD's as the kernel lists them, without a processor's own", async () => {
    const node = (index: number, lines: string) =>
      write(`sys/class/kfd/kfd/topology/nodes/${index}/properties`, lines);
    node(0, "cpu_cores_count 96\nsimd_count 0\ndrm_render_minor 0\n");
    node(1, "cpu_cores_count 16\nsimd_count 8\ndrm_render_minor 127\n");
    node(2, "cpu_cores_count 0\nsimd_count 1216\ndrm_render_minor 128\n");
    for (const name of ["kfd", "dri/card1", "dri/renderD128", "dri/renderD127"]) write(`dev/${name}`, "");
    write("sys/class/drm/renderD128/device/product_name", "AMD Instinct MI300X\n");
    write("sys/class/drm/renderD128/device/mem_info_vram_total", "206141652992\n");
    write("sys/class/drm/renderD128/device/drm/card1/dev", "");
    const gpus = await findGpus({ root, environment: { PATH: root } });
    expect(gpus).toMatchObject([
      { vendor: "amd", index: 0, name: "AMD Instinct MI300X", memoryBytes: 206141652992 },
    ]);
    expect(gpuDevices(gpus, root).map(({ path }) => path)).toEqual([
      "/dev/dri/card1",
      "/dev/dri/renderD128",
      "/dev/kfd",
    ]);
  });
});

it("The device files of a GPU are its own and those that all of its vendor's share", async () => {
  const [first] = await findGpus(fakeMachine(root));
  expect(gpuDevices(first === undefined ? [] : [first], root).map(({ path }) => path)).toEqual([
    "/dev/nvidia1",
    "/dev/nvidia-uvm",
    "/dev/nvidiactl",
  ]);
  expect(gpuDevices([], root)).toEqual([]);
});
