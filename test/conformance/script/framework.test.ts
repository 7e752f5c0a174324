import { dirname } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../../../packages/algorithms/src/testing/container-fixture.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

let python: string;
beforeAll(async () => {
  ({ python } = await pythonEnv());
});

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

const ACCOUNT = "763104351884.dkr.ecr.us-east-1.amazonaws.com";
/** In place of an image of AWS's, with the tests' interpreter, which has scikit-learn and no PyTorch, as the only one. */
const run = (image: string, command: readonly string[] = ["script", "train"]) =>
  fixture.run(command, {
    VIRTUAL_ENV: dirname(dirname(python)),
    PATH: dirname(python),
    SLIPWAY_TRAINING_IMAGE: `${ACCOUNT}/${image}`,
  });

describe("a program in place of an image of a framework", () => {
  test("sees the framework beside the packages of its requirements", async () => {
    fixture
      .write("code/requirements.txt", "six==1.17.0\n")
      .write(
        "code/train.py",
        "import six, sklearn, sys; print(six.__version__, sklearn.__version__, sys.prefix)\n",
      );
    const { stdout, exitCode } = await run("sagemaker-scikit-learn:1.2-1-cpu-py3");
    expect(stdout).toMatch(/^1\.17\.0 1\.7\.2 (?!.*main-)/m);
    expect(exitCode).toBe(0);
  });

  test("is told in one sentence that the framework is not there, before it is started", async () => {
    fixture.write("code/train.py", "print('started')\nimport os, torch\n");
    const { stdout, exitCode } = await run("pytorch-training:2.0.0-cpu-py310");
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain("started");
    expect(fixture.read("output/failure")).toMatch(
      /^SLIP-SCRIPT-007: PyTorch, which the image pytorch-training:2\.0\.0-cpu-py310 holds, is not installed for python 3\.\d+\.\d+ \(\/.*\): pip install torch\./,
    );
  });

  test("runs all the same where the code does not import it, and the log says so", async () => {
    fixture.write("code/train.py", "print('started')  # not with torch\n");
    const { stdout, exitCode } = await run("pytorch-training:2.0.0-cpu-py310");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("the code does not import torch");
    expect(stdout).toContain("started");
  });

  test.each([
    ["sagemaker_parameter_server_enabled", "true", "is true"],
    ["sagemaker_distributed_dataparallel_enabled", "true", "is true"],
    ["mp_parameters", '{"ddp": true}', "is given"],
  ])(
    "is not started alone where a launcher is asked for that there is none of: %s",
    async (name, value, says) => {
      fixture.write("code/train.py", "print('started')\n");
      fixture.hyperparameters({ [name]: value, sagemaker_instance_type: '"ml.m5.large"' });
      const { stdout } = await run("pytorch-training:2.0.0-cpu-py310");
      expect(stdout).not.toContain("started");
      expect(fixture.read("output/failure")).toContain(`SLIP-SCRIPT-008: the hyperparameter ${name} ${says}`);
    },
  );

  test("has what the toolkit sets of its hyperparameters", async () => {
    fixture
      .write(
        "code/fit.py",
        "import os; print(*(os.environ[f'SAGEMAKER_{n}'] for n in ('REGION', 'JOB_NAME')), os.environ['SM_FRAMEWORK_MODULE'])\n",
      )
      .hyperparameters({
        sagemaker_program: '"fit.py"',
        sagemaker_region: '"eu-west-1"',
        sagemaker_job_name: '"a-job"',
      });
    const { stdout } = await run("sagemaker-scikit-learn:1.2-1-cpu-py3");
    expect(stdout).toContain("eu-west-1 a-job sagemaker_sklearn_container.training:main");
  });

  test("finds the chosen Python by its name in a shell script", async () => {
    const script = 'command -v python3; python3 -c "import sklearn; print(sklearn.__version__)"';
    const { stdout } = await run("sagemaker-scikit-learn:1.2-1-cpu-py3", [
      ...["script", "train", "--", "/bin/bash", "-c"],
      script,
    ]);
    expect(stdout).toContain(`${dirname(python)}/python3\n1.7.2`);
  });
});
