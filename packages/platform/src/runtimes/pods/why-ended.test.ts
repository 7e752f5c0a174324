import { describe, expect, test } from "vitest";
import { causeOf, whyEnded } from "./why-ended.ts";

const NO_PROGRAM = `The program could not be started: "/no/such/program" is not there, or is a script whose first line names an interpreter that is not`;

/** Messages as the machineries write them: containerd 1.7 and runc 1.1, podman 4.3, crun 1.8, Docker 24, dash, bash and busybox. */
describe("a program that cannot be run", () => {
  test.each([
    {
      of: "a kubelet with containerd",
      end: {
        exitCode: 128,
        reason: "StartError",
        message:
          'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such/program": stat /no/such/program: no such file or directory: unknown',
      },
    },
    {
      of: "podman with runc",
      end: {
        exitCode: 127,
        message:
          '[slipway] podman 4.3.1 cannot start the container: runc: runc create failed: unable to start container process: exec: "/no/such/program": stat /no/such/program: no such file or directory: OCI runtime attempted to invoke a command that was not found',
      },
    },
    {
      of: "podman with crun",
      end: {
        exitCode: 127,
        message:
          "[slipway] podman 5.0.0 cannot start the container: crun: executable file `/no/such/program` not found: No such file or directory: OCI runtime attempted to invoke a command that was not found",
      },
    },
    {
      of: "docker, by a kubelet's reason of before",
      end: {
        exitCode: 127,
        reason: "ContainerCannotRun",
        message:
          'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such/program": stat /no/such/program: no such file or directory: unknown',
      },
    },
    { of: "dash", end: { exitCode: 127, message: "sh: 1: exec: /no/such/program: not found" } },
    { of: "a script", end: { exitCode: 127, message: "./launch.sh: 19: exec: /no/such/program: not found" } },
    {
      of: "bash",
      end: {
        exitCode: 126,
        message: "sh: line 1: exec: /no/such/program: cannot execute: required file not found",
      },
    },
    {
      of: "busybox",
      end: { exitCode: 127, message: "begins\nsh: exec: line 0: /no/such/program: not found" },
    },
    {
      of: "runc of a script",
      end: { exitCode: 255, message: "exec /no/such/program: no such file or directory" },
    },
  ])("says so in one sentence, in the words of $of", ({ end }) => {
    expect(whyEnded(end, "user-code")).toEqual({
      class: "user-code",
      message: NO_PROGRAM,
      exitCode: end.exitCode,
    });
  });

  test.each([
    ['exec: "train": executable file not found in $PATH: unknown', `"train" is not on the PATH`],
    ['exec: "/opt/ml/data": permission denied: unknown', `"/opt/ml/data" is no file that may be executed`],
    [
      'exec: "/bin/train": exec format error: unknown',
      `"/bin/train" is neither a program for this machine's architecture nor a script whose first line names one`,
    ],
  ])("tells what is wrong with it: %s", (message, said) => {
    const { message: sentence } = causeOf({ exitCode: 128, reason: "StartError", message }, "user-code");
    expect(sentence).toBe(`The program could not be started: ${said}`);
  });

  test("is not taken for what a program says of another one that it calls", () => {
    const message = 'exec: "ffmpeg": executable file not found in $PATH';
    expect(causeOf({ exitCode: 1, reason: "Error", message }, "user-code")).toEqual({
      class: "user-code",
      message,
    });
  });

  test("is the machinery's failure where that could start nothing", () => {
    const disk =
      "failed to create containerd task: mkdir /run/containerd/x: no space left on device: unknown";
    expect(causeOf({ exitCode: 128, reason: "StartError", message: disk }, "user-code").class).toBe(
      "internal",
    );
    const device =
      "[slipway] podman 4.3.1 cannot start the container: stat /dev/nvidia9: no such file or directory";
    expect(causeOf({ exitCode: 125, message: device }, "user-code").class).toBe("internal");
  });
});

describe("a program that says nothing", () => {
  test("is told by the signal that ended it", () => {
    expect(whyEnded({ exitCode: 139 }, "user-code")?.message).toBe("The program was ended by signal SIGSEGV");
    for (const exitCode of [2, 255])
      expect(whyEnded({ exitCode }, "user-code")?.message).toBe("The program said nothing before it ended");
    expect(whyEnded({ exitCode: 0 }, "user-code")).toBeUndefined();
  });
});
