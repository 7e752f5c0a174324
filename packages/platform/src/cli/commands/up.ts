import type { Command } from "../command.ts";
import { flag } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .option("-d, --detach", "run in the background")
      .option("--new-ports", "take free ports instead of those of the last start")
      .option("--aws-credentials", "let objects run in Amazon SageMaker, with the AWS credentials found here")
      .addHelpText(
        "after",
        `
Without --detach Slipway runs until Ctrl-C; jobs that run then go on, and are found again at the next start.
Ports are kept from the first start on; after --new-ports, shells need \`slipway env\` again.

Examples:
  slipway up --detach
  slipway up --state ./team-state`,
      ),

  async run(session, _args, options) {
    const detach = flag(options, "detach");
    const { signal } = session;
    const home = await session.context.home.up({
      stateDir: session.stateDir,
      detach,
      newPorts: flag(options, "newPorts"),
      awsCredentials: flag(options, "awsCredentials"),
    });
    await tell(session, home);
    if (home.already && flag(options, "awsCredentials"))
      session.say("--aws-credentials counts from the next start: `slipway down`, then this again.");
    if (detach || home.already) return EXIT.ok;
    const interrupted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([interrupted, home.ended]);
    if (signal.aborted) session.say("\nStopping.");
    await home.stop();
    return EXIT.ok;
  },
};

async function tell(
  session: Session,
  home: { readonly already: boolean; readonly seconds: number },
): Promise<void> {
  const { kubernetes, aws } = await session.connection();
  const { stateDir, colors } = session;
  const data = {
    stateDir,
    kubernetes: kubernetes.server,
    aws: aws.endpoint,
    already: home.already,
    seconds: home.seconds,
  };
  await session.print(data, () => {
    const state = session.options.state === undefined ? "" : ` --state ${session.options.state}`;
    return [
      home.already
        ? `${colors.green("✓")} Slipway runs already.`
        : `${colors.green("✓")} Slipway is ready (${home.seconds.toFixed(1)} s).`,
      `  state        ${stateDir}`,
      `  Kubernetes   ${kubernetes.server}`,
      `  AWS          ${aws.endpoint}`,
      "",
      "Next",
      `  eval "$(slipway env${state})"   kubectl, aws and boto3 in this shell talk to it`,
      `  slipway train DIR${state}       run your own train.py`,
      `  slipway status${state}          see what it does; slipway down stops it`,
      "",
    ].join("\n");
  });
}
