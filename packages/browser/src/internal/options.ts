/** The options of one call, checked. */
import { expected, unreadable } from "@passlock-sdk/contract/protocol/Issue"
import type { CallOptions } from "../CeremonyOptions.js"
import { invalidInput } from "./errors.js"

/** Throws `InvalidInput`. */
export const optionsOf = (operation: string, input: CallOptions | undefined): CallOptions => {
  let issue = { ...unreadable, path: "options" }
  try {
    const options = { ...input }
    if (options.signal === undefined || isSignal(Object(options.signal))) return options
    issue = { path: "signal", message: expected("an AbortSignal", options.signal) }
  } catch {}
  throw invalidInput(operation, [issue])
}

const isSignal = (value: object): boolean =>
  typeof Reflect.get(value, "aborted") === "boolean" &&
  ["addEventListener", "removeEventListener"].every((name) => typeof Reflect.get(value, name) === "function")
