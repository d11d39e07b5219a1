import { InvalidInput, type Issue } from "../PasslockError.js"
import { blameCallerOf } from "./caller.js"

/** The settings that may stand in the environment. */
const variables = {
  tenancyId: "PASSLOCK_TENANCY_ID",
  apiKey: "PASSLOCK_API_KEY",
  endpoint: "PASSLOCK_ENDPOINT"
} as const

type Setting = keyof typeof variables

/** An environment that may not be read is an empty one. `PASSLOCK_ENDPOINT=` in an .env file means that it is not set. */
const read = (variable: string): string | undefined => {
  try {
    const { process } = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string>> } }
    return process?.env?.[variable] || undefined
  } catch {
    return undefined
  }
}

/** The class of a client. */
export type ClientClass = new (options: never) => unknown

/** The end of a client that was never made. */
export const refuse = (client: ClientClass, issues: ReadonlyArray<Issue>): InvalidInput => {
  const operation = `new ${client.name}`
  const message = `${operation}: ${issues.map(({ path, message }) => `${path}: ${message}`).join("; ")}.`
  return blameCallerOf(new InvalidInput({ operation, attempts: 0, issues, message }), client)
}

/** The same issues; one of a value that came from the environment names the variable. */
export const withSource = (options: object, issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.map(({ message, path }) =>
    path in variables && Reflect.get(options, path) === undefined
      ? { path, message: `${message}, in ${variables[path as Setting]}` }
      : { path, message }
  )

/** The options, read once. */
export const copy = <Options extends object>(client: ClientClass, options: Options): Options => {
  try {
    return { ...options }
  } catch {
    throw refuse(client, [{ path: "options", message: "expected options that can be read" }])
  }
}

/** The settings a client needs: each from its option or, where there is none, from its variable. */
export const resolve = <Needed extends Setting>(
  client: ClientClass,
  options: { readonly [Name in Setting]?: string | undefined },
  needed: ReadonlyArray<Needed>
): { readonly [Name in Needed]: string } & { readonly endpoint: string | undefined } => {
  const settingOf = (name: Setting) => [name, options[name] ?? read(variables[name])] as const
  const found = [...needed, "endpoint" as const].map(settingOf)
  const issues = found.flatMap(([name, value]) =>
    value !== undefined || name === "endpoint"
      ? []
      : [{ path: name, message: `is missing: pass it as an option, or set ${variables[name]}` }]
  )
  if (issues.length > 0) throw refuse(client, issues)
  return Object.fromEntries(found) as ReturnType<typeof resolve<Needed>>
}
