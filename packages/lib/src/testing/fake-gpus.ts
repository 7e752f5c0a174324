import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GpuPlaces } from "../gpus/gpu.ts";

/** As nvidia-smi and the driver's files tell of one. */
export interface FakeGpu {
  readonly uuid: string;
  /** As the bus has it, `0000:0f:00.0`. */
  readonly pci: string;
  readonly minor: number;
  readonly name?: string;
  readonly mebibytes?: number;
}

export const FAKE_GPUS: readonly FakeGpu[] = [
  { uuid: "GPU-aaaaaaaa-0000", pci: "0000:0f:00.0", minor: 1 },
  { uuid: "GPU-bbbbbbbb-1111", pci: "0000:2d:00.0", minor: 0 },
];

/** The files of a machine with these GPUs, below a folder that stands for its root. */
export function fakeMachine(
  root: string,
  gpus: readonly FakeGpu[] = FAKE_GPUS,
): GpuPlaces & { readonly smi: string } {
  const write = (path: string, text: string): void => {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const { uuid, pci, minor, name = "NVIDIA H200" } of gpus) {
    write(`dev/nvidia${minor}`, "");
    write(
      `proc/driver/nvidia/gpus/${pci}/information`,
      `Model: \t\t ${name}\nIRQ:   \t\t 38\nGPU UUID: \t ${uuid}\nBus Type: \t PCIe\nBus Location: \t ${pci}\nDevice Minor: \t ${minor}\nGPU Excluded:\t No\n`,
    );
  }
  for (const name of ["nvidiactl", "nvidia-uvm"]) write(`dev/${name}`, "");
  const smi = join(root, "bin");
  fakeNvidiaSmi(smi, gpus);
  return { root, environment: { PATH: `${smi}:/usr/bin:/bin` }, smi };
}

/**
 * A program `nvidia-smi` in a folder, which prints the fields that it is asked for. How busy the GPUs are stands in the file `load` there, in
 * percent; `hang` there makes it sleep, and each call adds a line to `calls`.
 */
export function fakeNvidiaSmi(folder: string, gpus: readonly FakeGpu[] = FAKE_GPUS): void {
  mkdirSync(folder, { recursive: true });
  const rows = gpus.map(({ uuid, pci, name = "NVIDIA H200", mebibytes = 1000 }, index) =>
    [
      `index=${index} uuid=${uuid} bus=0000${pci.toUpperCase()} memory=${mebibytes}`,
      `name='${name}'`,
      "print",
    ].join("\n"),
  );
  const script = `#!/bin/sh
here="$(dirname "$0")"
echo "$*" >>"$here/calls"
[ ! -e "$here/hang" ] || exec sleep 600
load=0; [ ! -e "$here/load" ] || read -r load <"$here/load"
print() {
  line=
  for field in $(echo "$fields" | tr , ' '); do
    case "$field" in
      index) value="$index" ;;
      uuid) value="$uuid" ;;
      pci.bus_id) value="$bus" ;;
      name) value="$name" ;;
      memory.total) value="$memory" ;;
      memory.used) value="$((memory * load / 200))" ;;
      utilization.gpu) value="$load" ;;
      *) value="[N/A]" ;;
    esac
    line="$line\${line:+, }$value"
  done
  echo "$line"
}
fields=
for word in "$@"; do case "$word" in --query-gpu=*) fields="\${word#--query-gpu=}" ;; esac; done
${rows.join("\n")}
`;
  writeFileSync(join(folder, "nvidia-smi"), script, { mode: 0o755 });
}
