/** The stack of the application's call, kept for the error of a failed call. */
export interface CallSite {
  readonly stack?: unknown
}

/** Not every engine has it. */
const { captureStackTrace } = Error as { readonly captureStackTrace?: (target: object, below: unknown) => void }

/** Returns the call site of `method`. */
export const callSiteOf = (method: (...input: never) => unknown): CallSite => {
  const callSite: CallSite = {}
  captureStackTrace?.(callSite, method)
  return "stack" in callSite ? callSite : new Error()
}

/** Makes the stack of an error start at the call of `below`. */
export const startStackAt = <E extends Error>(error: E, below: unknown): E => {
  captureStackTrace?.(error, below)
  return error
}

/** Replaces the stack of an error that was created inside the SDK with the stack of the call. */
export const rewriteStack = <E extends Error>(error: E, { stack }: CallSite): E => {
  // `Error.prepareStackTrace` can make a stack that is not a string, and some engines omit the error's name.
  const lines = typeof stack === "string" ? stack.split("\n") : []
  const frames = lines.filter((line) => /^\s+at |@/.test(line))
  return Object.defineProperty(error, "stack", {
    value: [`${error.name}: ${error.message}`, ...frames].join("\n"),
    configurable: true,
    writable: true
  })
}
