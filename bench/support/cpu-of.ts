import { CpuGroup } from "./cpu-group.ts";

/** CPU seconds of one run of the work, whose processes end with it: the mean of so many. It is told the name of its control group. */
export async function cpuOf(times: number, work: (group: string) => void): Promise<number> {
  const group = new CpuGroup("peer");
  try {
    const before = group.seconds;
    await group.within(async () => {
      for (let i = 0; i < times; i++) work(group.name);
    });
    await group.settled();
    return (group.seconds - before) / times;
  } finally {
    group.close();
  }
}
