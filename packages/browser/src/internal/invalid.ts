import { type Fault, format } from "@passlock-sdk/contract/protocol/Issue"
import { InvalidInput } from "../PasslockError.js"

/** Something was wrong before anything was sent. */
export const invalidInput = (operation: string, issues: ReadonlyArray<Fault>): InvalidInput =>
  new InvalidInput({
    operation,
    attempts: 0,
    issues,
    message: `${operation}: Nothing was sent. ${format(issues)}.`
  })
