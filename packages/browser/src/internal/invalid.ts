import { type Fault, format } from "@passlock-sdk/contract/Fault"
import { InvalidRequest } from "../PasslockError.js"

/** Something was wrong before anything was sent. */
export const invalidRequest = (operation: string, issues: ReadonlyArray<Fault>): InvalidRequest =>
  new InvalidRequest({
    operation,
    attempts: 0,
    issues,
    message: `${operation}: Nothing was sent. ${format(issues)}.`
  })
