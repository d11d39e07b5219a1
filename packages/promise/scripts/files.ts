/** The generated files of the facade. */
import { everyTag, withErrors } from "./errors.js"
import { modules } from "./groups.js"

const errors = "packages/promise/src/PasslockError.ts"

/** Updates a file, given its content, by its path in the repository. */
export const files: ReadonlyMap<string, (current: string) => string> = new Map([
  ...modules,
  [
    errors,
    withErrors(errors, {
      tags: everyTag,
      hasOtherErrors: false,
      documentation: {
        operation: "The operation that failed, such as `Passkeys.get`, or `new Passlock` for invalid options.",
        TransportError: "The connection failed before the complete response arrived, or the client is closed.",
        "UnexpectedResponse.body":
          "The first 200 characters of the body, which may contain secrets. JSON and inspection omit them."
      },
      types: {},
      omitted: []
    })
  ]
])
