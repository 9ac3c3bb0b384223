import type { DistributedForm, MapForm } from "./form";
import type { Json } from "./json";
import type { Visit } from "./visit";

export async function distribute(
  _form: MapForm,
  _how: DistributedForm,
  _visit: Visit,
  _retryCount: number,
): Promise<Json> {
  throw new Error("not yet");
}
