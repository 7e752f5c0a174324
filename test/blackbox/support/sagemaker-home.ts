import { Moto } from "../../conformance/support/moto.ts";
import { Home, ok } from "../../e2e/support/home.ts";

/** An embedded home whose objects may be carried by SageMaker, for which moto stands. */
export class SageMakerHome extends Home {
  readonly moto: Moto;

  private constructor(moto: Moto) {
    super(undefined, { ...moto.env });
    this.moto = moto;
  }

  static async open(): Promise<SageMakerHome> {
    const moto = await Moto.up();
    const home = new SageMakerHome(moto);
    try {
      await home.start("--aws-credentials");
      const annotations = Object.entries(moto.annotations).map(([name, value]) => `${name}=${value}`);
      await ok(home.kubectl("annotate", "namespace", "default", ...annotations));
    } catch (error) {
      await moto.down();
      throw error;
    }
    return home;
  }

  /** After a kill: from a shell that knows nothing of `slipway env`, which points every AWS client at the home. */
  async restart(): Promise<void> {
    await new Home(this.state, { ...this.moto.env }).start("--aws-credentials");
  }

  override async down(): Promise<void> {
    try {
      await super.down();
    } finally {
      await this.moto.down();
    }
  }
}
