/** POST /student-records: all that is kept on a student. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { StudentRecord } from "../api/wire";
import { MAX_PAGE } from "../workflow/contract";
import type { Incident } from "../workflow/incident";
import { isStudentQuery, readBody } from "./body";
import { callerOf, type Clients } from "./caller";
import { answering } from "./http";
import type { IncidentIndexes, IncidentTable, Telemetry } from "./ports";
import { incidentView } from "./views";

interface Ports {
  readonly incidents: IncidentTable;
  readonly indexes: IncidentIndexes;
  readonly telemetry: Telemetry;
}

export const exportStudent = (
  { incidents, indexes, telemetry }: Ports,
  clients: Clients,
): ((event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>) =>
  answering("exportStudent", telemetry, async (event) => {
    callerOf(event, clients);
    const { studentId } = readBody(event, isStudentQuery);
    // More than a page of cases of one student there are not: three attempts take weeks each.
    const { incidents: listed } = await indexes.list({ studentId, limit: MAX_PAGE });
    const found = await Promise.all(listed.map(({ incidentId }) => incidents.get(incidentId)));
    const record: StudentRecord = {
      studentId,
      // The index may lag: what was erased meanwhile is not the student's any more.
      incidents: found
        .filter((incident): incident is Incident => incident?.studentId === studentId)
        .map(incidentView),
    };
    return { status: 200, body: record };
  });
