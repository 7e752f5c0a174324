import { describe, expect, it } from "vitest";
import { engineAddresses } from "./engine-addresses.ts";

const asked = (env: Record<string, string>, isRoot = false) =>
  engineAddresses({ env, home: "/home/ann", platform: "linux", isRoot })?.map(({ address }) => address);

describe("where a container engine is looked for", () => {
  it("is nowhere when the owner wants none", () => {
    expect(asked({ SLIPWAY_CONTAINERS: "none", DOCKER_HOST: "unix:///x.sock" })).toBeUndefined();
  });

  it("is at the owner's choice alone, also as a path", () => {
    expect(asked({ SLIPWAY_CONTAINERS: "/x.sock", DOCKER_HOST: "unix:///y.sock" })).toEqual([
      "unix:///x.sock",
    ]);
  });

  it("is first where the engines' own clients look", () => {
    const found = asked({ DOCKER_HOST: "tcp://127.0.0.1:2375", CONTAINER_HOST: "unix:///p.sock" });
    expect(found?.slice(0, 2)).toEqual(["unix:///p.sock", "tcp://127.0.0.1:2375"]);
  });

  it("is at the user's own sockets before the machine's", () => {
    const found = asked({ XDG_RUNTIME_DIR: "/run/user/7" });
    expect(found?.slice(0, 4)).toEqual([
      "unix:///run/user/7/podman/podman.sock",
      "unix:///run/podman/podman.sock",
      "unix:///run/user/7/docker.sock",
      "unix:///var/run/docker.sock",
    ]);
  });

  it("is not in the runtime folder of another user for root", () => {
    expect(asked({ XDG_RUNTIME_DIR: "/run/user/7" }, true)?.[0]).toBe("unix:///run/podman/podman.sock");
  });
});
