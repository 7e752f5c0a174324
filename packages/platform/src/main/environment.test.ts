import { expect, it } from "vitest";
import { podEnvironment, serverEnvironment } from "./environment.ts";

const IS_LINUX = process.platform === "linux";
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
  expect(serverEnvironment(around, { aws: false })).toEqual({
    PATH: "/bin",
    HOME: "/home/someone",
    TMPDIR: "/tmp",
  });
  expect(podEnvironment(around)).toMatchObject({ PATH: "/bin", HOME: "/home/someone" });
  expect(Object.keys(podEnvironment(around)).sort()).toEqual([
    "HOME",
    ...(IS_LINUX ? ["LANG"] : []),
    "PATH",
    "TZ",
  ]);
});

it("tells programs one time and, on Linux, one language, whatever the machine's are", () => {
  const german = { ...around, TZ: "Europe/Berlin", LANG: "de_DE.UTF-8" };
  expect(podEnvironment(german)).toMatchObject({ TZ: "UTC", LANG: IS_LINUX ? "C.UTF-8" : "de_DE.UTF-8" });
  expect(serverEnvironment(german, { aws: false })).toMatchObject({ TZ: "Europe/Berlin" });
});

it("gives a server that was started to speak to AWS the variables of AWS, and programs none of them", () => {
  expect(serverEnvironment(around, { aws: true })).toEqual({
    PATH: "/bin",
    HOME: "/home/someone",
    TMPDIR: "/tmp",
    AWS_PROFILE: "production",
    AWS_SECRET_ACCESS_KEY: "x",
  });
  expect(podEnvironment(around)).not.toHaveProperty("AWS_SECRET_ACCESS_KEY");
});

it("leaves a home's proxy, which its address has a password for, with the shell that asked for it", () => {
  const caught = {
    HTTPS_PROXY: "http://slipway-AKIAX:password@127.0.0.1:4000",
    SSL_CERT_FILE: "/state/kubeconfig.clients/trusted.crt",
  };
  expect(podEnvironment({ ...around, ...caught })).toEqual(podEnvironment(around));
  expect(serverEnvironment({ ...around, ...caught }, { aws: false })).toEqual(
    serverEnvironment(around, { aws: false }),
  );
  const theirs = { HTTPS_PROXY: "http://proxy.corp:3128", SSL_CERT_FILE: "/etc/corp.pem" };
  expect(podEnvironment({ ...around, ...theirs })).toMatchObject(theirs);
});
