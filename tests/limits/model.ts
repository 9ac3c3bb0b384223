/** What AWS says of the inputs of its operations: the part of botocore's service models that limits are in. */

/** Of a text its length and pattern, of a number its range, of a list or a map how many it holds. */
export interface Shape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  /** Of a structure: member → shape. */
  readonly members?: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  /** Of a list. */
  readonly member?: string;
  /** Of a map. */
  readonly key?: string;
  readonly value?: string;
}

export interface Service {
  /** Operation → shape of its input. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

export interface Model {
  readonly source: string;
  readonly services: Readonly<Record<string, Service>>;
}
