import { describe, expect, test } from "vitest";
import { InstallerOutput } from "./installer-output.ts";

/** What pip 23.2 printed, with `--progress-bar off`. */
const PIP = `Looking in links: /opt/wheels
Collecting docopt
  Downloading docopt-0.6.2.tar.gz (25 kB)
  Installing build dependencies: started
  Preparing metadata (pyproject.toml): finished with status 'done'
Collecting numpy
  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl (16.9 MB)
Collecting charset_normalizer<4,>=2 (from requests)
  Downloading charset_normalizer-3.5.3-cp311-cp311-manylinux1_x86_64.whl (263 kB)
Building wheels for collected packages: docopt
  Created wheel for docopt: filename=docopt-0.6.2-py2.py3-none-any.whl size=13781 sha256=0706
Installing collected packages: docopt, numpy, charset_normalizer`.split("\n");

/** pip 25: names and versions first, then the packages. */
const NEWER_PIP = `Collecting numpy
  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl.metadata (62 kB)
Collecting docopt
  Using cached docopt-0.6.2-py2.py3-none-any.whl
Downloading numpy-2.4.6-cp311-cp311-manylinux_2_27_x86_64.whl (16.9 MB)`.split("\n");

/** What uv 0.13 printed, with --no-progress. */
const UV = `Using Python 3.11.7 environment at: e
Resolved 7 packages in 952ms
Downloading numpy (16.1MiB)
   Building docopt==0.6.2
Downloading torch (797.1MiB)
 Downloaded numpy
      Built docopt==0.6.2
Prepared 7 packages in 1.05s
Installed 7 packages in 227ms
 + certifi==2026.10.19.post1`.split("\n");

const after = (lines: readonly string[]): InstallerOutput => {
  const output = new InstallerOutput();
  for (const line of lines) output.take(line);
  return output;
};
const told = (lines: readonly string[], measured = {}) =>
  after(lines).progress({ bytes: 0, installed: 0, ...measured });
const MIB = 2 ** 20;

describe("The lines of installers tell how far they are:", () => {
  test("pip's", () => {
    expect(told(PIP.slice(0, 2))).toEqual({ packages: 1 });
    expect(told(PIP.slice(0, 7))).toEqual({ packages: 2, bytes: 25_000, ofBytes: 16_925_000 });
    expect(told(PIP.slice(0, 7), { bytes: 9_000_000 })?.bytes).toBe(9_000_000);
    // What is unpacked beside it takes more room than the download.
    expect(told(PIP.slice(0, 7), { bytes: 1e9 })?.bytes).toBe(16_925_000);
    expect(told(PIP, { installed: 2 })).toEqual({
      ...{ packages: 2, ofPackages: 3, bytes: 17_188_000, ofBytes: 17_188_000 },
    });
    expect(told(PIP, { installed: 40 })?.packages).toBe(3);
  });

  test("newer pip's", () => {
    expect(told(NEWER_PIP)).toEqual({ packages: 2, bytes: 62_000, ofBytes: 16_962_000 });
  });

  test("uv's", () => {
    expect(told(UV.slice(0, 2))).toEqual({ packages: 7 });
    expect(told(UV.slice(0, 5))).toMatchObject({ bytes: 0, ofBytes: 16.1 * MIB + 797.1 * MIB });
    expect(told(UV.slice(0, 7))).toMatchObject({ bytes: 16.1 * MIB });
    expect(told(UV, { installed: 5 })).toMatchObject({ packages: 5, ofPackages: 7 });
  });

  test("none of what they do not know", () => {
    expect(told(["Obtaining file:///x", "Processing ./y.whl", "", "Downloading"])).toBeUndefined();
  });

  test("and lines that somebody else writes cost little, and say no more than numbers", () => {
    const hostile = [
      `Collecting ${"a".repeat(60_000)}`,
      `Downloading ${"x".repeat(60_000)} (1 MB)`,
      `  Downloading x (${"9".repeat(12)} GB)`,
      "Resolved 999999999 packages in 1s",
      `Installing collected packages: ${"a, ".repeat(20_000)}`,
    ];
    const began = process.cpuUsage();
    for (let round = 0; round < 20; round++) told([...UV, ...hostile]);
    expect(process.cpuUsage(began).user).toBeLessThan(2_000_000);
    for (const value of Object.values(told(hostile) ?? {})) expect(value).toBeTypeOf("number");
  });
});
