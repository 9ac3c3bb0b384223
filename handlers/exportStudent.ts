/** POST /student-records: all that is kept on a student. */
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import type { StudentRecord } from "../api/wire";
import { MAX_PAGE } from "../workflow/contract";
import type { Incident } from "../workflow/incident";
import { isStudentQuery, readBody } from "./body";
import { callerOf, type Clients } from "./caller";
import { answering } from "./http";
import type { IncidentIndexes, IncidentTable, ListPosition, Telemetry } from "./ports";
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
    const found: (Incident | undefined)[] = [];
    let after: ListPosition | undefined;
    do {
      const page = await indexes.list({ studentId, limit: MAX_PAGE, ...(after && { after }) });
      found.push(...(await Promise.all(page.incidents.map(({ incidentId }) => incidents.get(incidentId)))));
      after = page.last;
    } while (after !== undefined);
    const record: StudentRecord = {
      studentId,
      // The index may lag: what was erased meanwhile is not the student's any more.
      incidents: found
        .filter((incident): incident is Incident => incident?.studentId === studentId)
        .map(incidentView),
    };
    return { status: 200, body: record };
  });
