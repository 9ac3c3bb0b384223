/** Values as the engine hands them to a provider. */
import { isRecord, type Properties } from "../inputs";
import { OUTPUT, RESOURCE_REFERENCE, SECRET, SIGNATURE, UNKNOWN } from "../signatures";

/** As providers of AWS get them: resources as their id, outputs as their value; secrets stay wrapped. */
export const accepted = (properties: Properties): Properties => mapped(properties, acceptedValue);

function acceptedValue(value: unknown): unknown {
  if (!isRecord(value)) return Array.isArray(value) ? value.map(acceptedValue) : value;
  if (value[SIGNATURE] === RESOURCE_REFERENCE) return acceptedValue(value["id"] ?? UNKNOWN);
  if (value[SIGNATURE] !== OUTPUT) return accepted(value);
  const known = "value" in value ? acceptedValue(value["value"]) : UNKNOWN;
  return value["secret"] === true ? { [SIGNATURE]: SECRET, value: known } : known;
}

/** Without the wrappers of secrets. */
export const bare = (properties: Properties): Properties => mapped(properties, bareValue);

function bareValue(value: unknown): unknown {
  if (!isRecord(value)) return Array.isArray(value) ? value.map(bareValue) : value;
  return value[SIGNATURE] === SECRET ? bareValue(value["value"]) : bare(value);
}

const mapped = (properties: Properties, change: (value: unknown) => unknown): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, change(value)]));
