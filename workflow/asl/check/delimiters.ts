export { mentionsDelimiter } from "../jsonata";
