/** The line of the application that called a method, kept until it is known whether an error has to name it. */
export interface Caller {
  readonly stack?: unknown
}

/** Not every engine has it. */
const { captureStackTrace } = Error as { readonly captureStackTrace?: (target: object, below: unknown) => void }

/** Whoever called `method`. */
export const callerOf = (method: (...input: never) => unknown): Caller => {
  const caller: Caller = {}
  captureStackTrace?.(caller, method)
  return "stack" in caller ? caller : new Error()
}

/** Lets the stack of an error begin where `below` was called. */
export const blameCallerOf = <E extends Error>(error: E, below: unknown): E => {
  captureStackTrace?.(error, below)
  return error
}

/** Lets the stack of an error, made deep in the machinery, name the caller instead. */
export const blame = <E extends Error>(error: E, { stack }: Caller): E => {
  // An application may have stacks that are no text, and not every engine begins one with the error's name.
  const lines = typeof stack === "string" ? stack.split("\n") : []
  const frames = lines.filter((line) => /^\s+at |@/.test(line))
  return Object.defineProperty(error, "stack", {
    value: [`${error.name}: ${error.message}`, ...frames].join("\n"),
    configurable: true,
    writable: true
  })
}
