import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeTree } from "#lib/remove-tree.ts";
import type { Command } from "../command.ts";
import { flag } from "../command.ts";
import { type Shown, show, tidyUp } from "../demo/show.ts";
import { EXIT } from "../errors/exit-code.ts";
import { stateOption } from "../output/state-option.ts";
import { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("--keep", "leave Slipway running with all that the demo made, in the state folder")
      .addHelpText(
        "after",
        "\nWithout --keep the demo works in a temporary folder, and leaves nothing behind: no process, no file.",
      ),

  async run(session, _args, options) {
    return flag(options, "keep") ? kept(session) : passing(session);
  },
};

async function kept(session: Session): Promise<number> {
  await session.context.home.up({ stateDir: session.stateDir, detach: true });
  await report(session, await show(session), true);
  return EXIT.ok;
}

async function passing(session: Session): Promise<number> {
  const stateDir = await mkdtemp(join(tmpdir(), "slipway-demo-"));
  try {
    const inside = new Session(session.context, { ...session.options, state: stateDir });
    const home = await inside.context.home.up({ stateDir, detach: false });
    session.say(
      `${session.colors.cyan("→")} Slipway is up (${home.seconds.toFixed(1)} s), in a temporary folder`,
    );
    try {
      await report(session, await show(inside).finally(() => tidyUp(inside)), false);
    } finally {
      await inside.end();
      await home.stop();
    }
    return EXIT.ok;
  } finally {
    await removeTree(stateDir);
  }
}

async function report(session: Session, shown: Shown, keep: boolean): Promise<void> {
  const { trained, serves, predictions, rmse } = shown;
  const { colors } = session;
  const metrics = Object.entries(trained.metrics).map(([name, value]) => `${name} ${round(value)}`);
  await session.print(shown, () =>
    [
      "",
      `${colors.green("✓")} Trained ${colors.bold(trained.job)}: the age of abalones, XGBoost (${trained.engine})`,
      ...(metrics.length === 0 ? [] : [`    ${metrics.join(", ")}`]),
      `    its model   ${trained.model}`,
      `${colors.green("✓")} Served by endpoint ${colors.bold(serves)}; predictions beside the truth, in years:`,
      ...predictions.map(({ predicted, truth }) => `    ${round(predicted)}  ${truth}`),
      `    root mean square error over ${ROWS_ASKED} rows it never saw: ${rmse.toFixed(3)}`,
      "",
      ...(keep ? keptNext(session, serves) : PASSING_NEXT),
      "",
    ].join("\n"),
  );
}

const ROWS_ASKED = 100;

const round = (value: number): string => value.toFixed(2).replace(/\.?0+$/, "");

const PASSING_NEXT = [
  "Nothing of it is left. To go on:",
  "  slipway demo --keep                  the same, and it stays",
  "  slipway up --detach                  your own Slipway",
  "  slipway train DIR --follow           your own train.py",
];

function keptNext(session: Session, endpoint: string): readonly string[] {
  const state = stateOption(session);
  return [
    `It goes on running, with its state in ${session.stateDir}:`,
    `  slipway predict ${endpoint} --sample${state}`,
    `  slipway get trainingjobs,endpoints${state}`,
    `  eval "$(slipway env${state})"; kubectl get trainingjobs; aws sagemaker describe-endpoint --endpoint-name ${endpoint}`,
    `  slipway down${state}`,
  ];
}
