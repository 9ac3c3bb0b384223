/** JSONata as Step Functions has it: which strings hold an expression, and what an expression says. */
export { expressionIn, mentionsDelimiter } from "./delimiters";
export { read, type Call, type Expression } from "./expression";
export { FUNCTIONS, type Signature } from "./functions";
export { inWords, oneOf, type Kind, type Kinds } from "./kinds";
export type { SyntaxFault } from "./tree";
