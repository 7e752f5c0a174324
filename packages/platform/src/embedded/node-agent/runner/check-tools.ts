import type { ContainerHost } from "../engine/container-host.ts";
import { POD_IP } from "../pod/field-of.ts";
import { referenceOf } from "../pod/image.ts";
import { listening, portOf } from "../pod/ports.ts";
import { type ProgramOptions, programOf } from "../pod/program.ts";
import type { PodContainer } from "../pod/roles.ts";
import type { CheckTools } from "../probes/check.ts";
import { quoted, type Sandbox } from "../sandbox/sandbox.ts";
import { launchName } from "./pod-containers.ts";

/**
 * How the probes of a launch (NAME.COUNT) reach it: its ports are the machine's that it has, its commands run in the same sandbox and
 * within the same limits.
 */
export function checkTools(
  container: PodContainer,
  launch: string,
  options: ProgramOptions & { readonly containers?: ContainerHost | undefined },
): CheckTools {
  const { containers, images } = options;
  const isContainer = referenceOf(images, container.spec.image) !== undefined;
  const name = launchName(options.pod, launch);
  return {
    ...(containers === undefined || !isContainer
      ? {}
      : {
          run: (argv: readonly string[], timeoutMs: number) =>
            containers.use((engine) => engine.exec(name, argv, timeoutMs)),
        }),
    host: POD_IP,
    portOf: (port) => {
      const declares = listening(options.pod).find(({ ports = [] }) =>
        ports.some(({ name, containerPort }) => name === port || containerPort === Number(port)),
      );
      const own = declares === undefined ? undefined : portOf(declares.name, options);
      return own ?? Number(port);
    },
    command: async (argv) => {
      const program = await programOf(container, options, argv);
      return confined(await options.sandbox.command(program), { launch, podFolder: options.folder.path });
    },
  };
}

/** The command as one more process of the launch, which ends with it wherever it goes. */
function confined(
  command: Awaited<ReturnType<Sandbox["command"]>>,
  { launch, podFolder }: { readonly launch: string; readonly podFolder: string },
): typeof command {
  const [name = "", count = ""] = launch.split(".");
  const script = [
    `count=${count}`,
    `if cd ${quoted(podFolder)} && [ -r confine.sh ]; then`,
    // What a probe leaves is looked for when the launch ends.
    `true >"containers/${name}/probed"; . ./confine.sh; confine "containers/${name}/limits"`,
    "fi",
    `cd ${quoted(command.cwd)} || exit 126`,
    "unset OLDPWD PWD",
    'exec "$@"',
  ];
  return { ...command, argv: ["/bin/sh", "-c", script.join("\n"), "sh", ...command.argv] };
}
