import { InvalidInput, type Issue } from "../PasslockError.js"
import type { PasslockTenancyOptions } from "../PasslockOptions.js"
import { startStackAt } from "./callSite.js"

/** The variables of the settings that can come from the environment. */
const variables = {
  tenancyId: "PASSLOCK_TENANCY_ID",
  apiKey: "PASSLOCK_API_KEY",
  endpoint: "PASSLOCK_ENDPOINT",
  allowInsecureEndpoint: "PASSLOCK_ALLOW_INSECURE_ENDPOINT"
} as const

type Setting = keyof typeof variables

/** An unreadable environment counts as empty, an empty variable (`PASSLOCK_ENDPOINT=` in an .env file) as unset. */
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

/** The error of a client's constructor. Its stack starts at `new`. */
export const invalidSettings = (client: ClientClass, issues: ReadonlyArray<Issue>): InvalidInput => {
  const operation = `new ${client.name}`
  const message = `${operation}: ${issues.map(({ path, message }) => `${path}: ${message}`).join("; ")}.`
  return startStackAt(new InvalidInput({ operation, attempts: 0, issues, message }), client)
}

/** Adds the variable's name to the issues of values that come from the environment. */
export const withSource = (options: object, issues: ReadonlyArray<Issue>): ReadonlyArray<Issue> =>
  issues.map(({ message, path }) =>
    path in variables && Reflect.get(options, path) === undefined
      ? { path, message: `${message}, in ${variables[path as Setting]}` }
      : { path, message }
  )

/** Copies the options, so that each is read once. */
export const copy = <Options extends object>(client: ClientClass, options: Options): Options => {
  try {
    return { ...options }
  } catch {
    throw invalidSettings(client, [{ path: "options", message: "expected readable options" }])
  }
}

/** The value of a setting in the environment. */
const valueOf = (name: Setting): string | boolean | undefined => {
  const text = read(variables[name])
  return name === "allowInsecureEndpoint" && /^(true|false)$/.test(text ?? "") ? text === "true" : text
}

const optional = ["endpoint", "allowInsecureEndpoint"] as const

/** The settings that a client needs: each is its option or, without one, its variable. */
export const resolve = <Needed extends "tenancyId" | "apiKey">(
  client: ClientClass,
  options: { readonly [Name in Setting]?: string | boolean | undefined },
  needed: ReadonlyArray<Needed>
): { readonly [Name in Needed]: string } & Pick<PasslockTenancyOptions, (typeof optional)[number]> => {
  const settingOf = (name: Setting) => [name, options[name] ?? valueOf(name)] as const
  const settings = [...needed, ...optional].map(settingOf)
  const issues = settings.flatMap(([name, value]) =>
    value !== undefined || optional.some((each) => each === name)
      ? []
      : [{ path: name, message: `is missing: pass it as an option or set ${variables[name]}` }]
  )
  if (issues.length > 0) throw invalidSettings(client, issues)
  return Object.fromEntries(settings) as ReturnType<typeof resolve<Needed>>
}
