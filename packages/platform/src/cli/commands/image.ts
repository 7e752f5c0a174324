import { SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import { Argument } from "commander";
import type { Command } from "../command.ts";
import { textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { buildImage } from "../image/build-image.ts";
import { findNode } from "../image/find-node.ts";
import { nameOf, parseReference } from "../image/reference.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .addArgument(new Argument("<action>", "what to do with the image").choices(["build"]))
      .argument("[file]", "the archive to write", "slipway-image.tar")
      .option("--tag <reference>", `what the image is called (default: ${SLIPWAY_IMAGE}:VERSION)`)
      .option(
        "--base <archive>",
        "build on this OCI archive (glibc, libstdc++), for instance one with Python",
      )
      .addHelpText(
        "after",
        `
The image holds this Slipway, the packages it depends on and Node on Linux: nothing is fetched, and no Docker is
needed. The file is an OCI archive for ctr, podman and skopeo. The same Slipway, Node and machine libraries give the
same digest; SOURCE_DATE_EPOCH sets the time of all files, which is 1970 otherwise.

Examples:
  slipway image build
  slipway image build --base python.tar
  slipway image build image.tar --tag registry.example.com/ml/slipway:1`,
      ),

  async run(session, args, options) {
    const { version, packageFolder, env, interrupted } = session.context;
    const file = session.path(textArgument(args, 1) ?? "");
    const reference = parseReference(textOption(options, "tag") ?? SLIPWAY_IMAGE, version);
    const time = timeOf(env["SOURCE_DATE_EPOCH"]);
    const node = await findNode(packageFolder);
    const base = textOption(options, "base");
    const built = await buildImage({
      ...{ packageFolder, version, node, reference, file, time },
      base: base === undefined ? undefined : session.path(base),
      signal: interrupted,
    });
    const name = nameOf(reference);
    const platform = `linux/${node.architecture}`;
    await session.print({ file, reference: name, ...built, platform }, () =>
      [
        `${session.colors.green("✓")} Wrote ${file} (${(built.bytes / 1024 / 1024).toFixed(1)} MiB, ${platform})`,
        `    reference   ${name}`,
        `    digest      ${built.digest}`,
        "",
        "Bring it to where pods find it:",
        `  skopeo copy oci-archive:${file} docker://${name}`,
        `  ctr -n k8s.io images import ${file}     # without a registry, on each node`,
        "",
      ].join("\n"),
    );
    return EXIT.ok;
  },
};

/** https://reproducible-builds.org/specs/source-date-epoch/ */
function timeOf(seconds: string | undefined): Date {
  if (seconds === undefined || seconds === "") return new Date(0);
  if (!/^\d{1,11}$/.test(seconds))
    throw usageError(`SOURCE_DATE_EPOCH=${seconds}: expected whole seconds since 1970`);
  return new Date(Number(seconds) * 1000);
}
