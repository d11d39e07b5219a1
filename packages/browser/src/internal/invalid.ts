import { InvalidRequest } from "../PasslockError.js"
import { format, type Issue } from "./shape.js"

/** Something was wrong before anything was sent. */
export const invalidRequest = (operation: string, issues: ReadonlyArray<Issue>): InvalidRequest =>
  new InvalidRequest({
    operation,
    attempts: 0,
    issues,
    message: `${operation}: Nothing was sent. ${format(issues)}.`
  })
