import { createMetricReading } from "../packages/platform/src/metrics/thread/create-metric-reading.ts";
import { compileExpression } from "../packages/platform/src/metrics/thread/expression.ts";
import { table } from "./support/table.ts";

const LINES = 20_000;
const PAGE = 500;
const ORDINARY = ".*loss: ([0-9\\.]+).*";
const EPOCH = "Epoch 3/10 step 120 - loss: 0.3231 - acc: 0.8812 - lr: 1e-4";

const CASES = [
  { name: "one definition, a line that has it", regexes: [ORDINARY], text: EPOCH, lines: LINES },
  {
    name: "one definition, a line that has it not",
    regexes: [ORDINARY],
    text: "INFO downloading the data set, 34 of 100 files done",
    lines: LINES,
  },
  {
    name: "40 definitions, a line that has one",
    regexes: Array.from({ length: 40 }, (_, index) => (index === 0 ? ORDINARY : `metric${index}=([0-9.]+)`)),
    text: EPOCH,
    lines: LINES,
  },
  {
    name: "one definition, a line of 64 KiB",
    regexes: [ORDINARY],
    text: "loss: acc: x Z ".repeat(4_369),
    lines: 500,
  },
  {
    name: "a repetition of 900 optional characters, a line of 64 KiB",
    regexes: ["(?:(?:[a-zZ=: .0-9]?){30}){30}Z([0-9]+)"],
    text: "loss: acc: x Z ".repeat(4_369),
    lines: 3,
  },
] as const;
type Case = (typeof CASES)[number];

/** What reading metrics costs a line. */
export async function benchMetrics(): Promise<string> {
  const rows: (readonly (string | number)[])[] = [];
  for (const one of CASES) {
    const [whole, here] = [onOneThread(one), await apart(one)];
    rows.push([one.name, whole, here.all, here.all / whole, here.server, here.server / whole]);
  }
  return [
    "## Metrics from log lines",
    "",
    "Processor time a line, in microseconds. The peer is RE2 alone on the server's own thread, over the whole line. Beside it all threads",
    "of the process that reads with `metrics/thread`, and the server's thread of these, which hands lines over and takes points back.",
    "",
    table(["", "RE2 alone", "all threads", "times RE2", "server's thread", "times RE2"], rows),
  ].join("\n");
}

function onOneThread({ regexes, text, lines }: Case): number {
  const expressions = regexes.map(compileExpression);
  const read = () => expressions.map((find) => find(text));
  read();
  const before = process.cpuUsage();
  for (let line = 0; line < lines; line++) read();
  return total(process.cpuUsage(before)) / lines;
}

/** As the controllers do it: pages of lines, and on from where the last slice ended. */
async function apart({
  regexes,
  text,
  lines,
}: Case): Promise<{ readonly all: number; readonly server: number }> {
  const reading = createMetricReading();
  let definitions = regexes.map((regex, index) => ({ name: `m${index}`, regex }));
  await reading.read({ job: "warm", definitions, texts: [""] });
  const before = { all: process.cpuUsage(), server: process.threadCpuUsage() };
  for (let done = 0; done < lines; ) {
    const texts = new Array<string>(Math.min(PAGE, lines - done)).fill(text);
    const { read, switchedOff } = await reading.read({ job: "bench", definitions, texts });
    definitions = definitions.filter(({ name }) => !switchedOff.some((off) => off.name === name));
    done += read;
  }
  const spent = {
    all: total(process.cpuUsage(before.all)) / lines,
    server: total(process.threadCpuUsage(before.server)) / lines,
  };
  await reading.close();
  return spent;
}

function total({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}
