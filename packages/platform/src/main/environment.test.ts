import { expect, it } from "vitest";
import { podEnvironment, serverEnvironment } from "./environment.ts";

const around = {
  PATH: "/bin",
  HOME: "/home/someone",
  TMPDIR: "/tmp",
  KUBECONFIG: "/other",
  AWS_PROFILE: "production",
  AWS_SECRET_ACCESS_KEY: "x",
  GITHUB_TOKEN: "x",
  SLIPWAY_STATE: "/other",
};

it("leaves credentials, and what points elsewhere, with the shell that starts a server", () => {
  expect(serverEnvironment(around)).toEqual({ PATH: "/bin", HOME: "/home/someone", TMPDIR: "/tmp" });
  expect(podEnvironment(around)).toEqual({ PATH: "/bin", HOME: "/home/someone" });
});
