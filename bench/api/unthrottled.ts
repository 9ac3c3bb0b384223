/** The program without the limits of its stage: those would be all that a measurement of its throughput finds. */
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");

/** Fills an empty folder with a program that registers what this one does. */
export function unthrottledInto(folder: string): void {
  for (const file of ["Pulumi.yaml", "Pulumi.dev.yaml"]) copyFileSync(join(ROOT, file), join(folder, file));
  const pulumi = JSON.stringify(join(ROOT, "node_modules", "@pulumi", "pulumi"));
  // -1 is no limit: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-apigateway-stage-methodsetting.html
  writeFileSync(
    join(folder, "index.ts"),
    `require(${pulumi}).runtime.registerStackTransformation(({ type, props, opts }) => {
  if (type !== "aws:apigateway/methodSettings:MethodSettings") return undefined;
  const settings = { ...props.settings, throttlingRateLimit: -1, throttlingBurstLimit: -1 };
  return { props: { ...props, settings }, opts };
});
module.exports = require(${JSON.stringify(join(ROOT, "index.ts"))});
`,
  );
}
