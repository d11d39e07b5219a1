/** What an emulator can be told, and the check that it makes sense. */

import { PathValue } from "@passlock-sdk/contract/Strings"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"
import { isDomain } from "./domain.js"

/**
 * What Passlock does not document, as knobs. The defaults are strict: a program that works with them works with more
 * lenient answers too.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  /** How long a code can be exchanged for a principal, in milliseconds. Default 5 minutes. */
  readonly codeLifetime: number
  /** Whether a code can be exchanged only once. Default true. */
  readonly singleUseCodes: boolean
  /** How long a principal and its id_token are valid, in milliseconds. Default 5 minutes. */
  readonly principalLifetime: number
  /** How long a registrationToken or authenticationToken can be redeemed, in milliseconds. Default 5 minutes. */
  readonly tokenLifetime: number
  /** How long a sessionToken can be verified, in milliseconds. Default 5 minutes. */
  readonly sessionLifetime: number
  /** How long a challenge can be solved, in milliseconds. Default 10 minutes. */
  readonly challengeLifetime: number
  /**
   * How long an expired challenge still answers `ChallengeExpired`, in milliseconds; afterwards it is
   * `InvalidChallenge`, like one that never was. Default 1 hour.
   */
  readonly expiredChallengeRetention: number
  /** How many wrong codes a challenge takes; from then on even the right one is refused. Default 5. */
  readonly challengeAttempts: number
  /** How many challenges one purpose and user (or, without one, mailbox) may have within the window. Default 5. */
  readonly rateLimitMaximum: number
  /** The window of the rate limit, in milliseconds. Default 1 minute. */
  readonly rateLimitWindow: number
  /** How many passkeys a page of the list holds. Default 100. */
  readonly pageSize: number
  /** The name of the relying party in the options of a registration. Default `null`: the same as its id. */
  readonly relyingPartyName: string | null
  /** What a request without an API key is answered. Default `"Unauthorized"`. */
  readonly missingApiKey: "Unauthorized" | "Forbidden"
  /** What the deletion of an unknown challenge is answered. Default `"ChallengeDeleted"`. */
  readonly unknownChallengeDeletion: "ChallengeDeleted" | "NotFound"
}

/**
 * A tenancy of the emulator, and the key that opens it.
 *
 * @since 0.1.0
 * @category models
 */
export interface TenancyCredentials {
  /** Stands in every path. Not empty, `.` or `..`. */
  readonly tenancyId: string
  /** The bearer token of its server calls: visible ASCII without spaces. */
  readonly apiKey: string
}

/**
 * What can be said of all tenancies or of a single one.
 *
 * @since 0.1.0
 * @category models
 */
export interface TenancyOptions {
  /** What differs from the defaults. */
  readonly settings?: Partial<Settings>
  /**
   * The only origins that ceremonies are accepted from, such as `http://localhost:3000`, without a path. Default: the pages of the relying party and of its subdomains, over
   * https; for `localhost` also over http, with any port.
   */
  readonly origins?: ReadonlyArray<string>
  /** The ids of the relying parties that the tenancy has. Default: any domain. */
  readonly relyingParties?: ReadonlyArray<string>
}

/**
 * A tenancy with what is particular to it. What it leaves open is as for all.
 *
 * @since 0.1.0
 * @category models
 */
export interface TenancyDefinition extends TenancyCredentials, TenancyOptions {}

/**
 * What an emulator is made from. Nothing is required.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options extends TenancyOptions {
  /** The tenancies, at least one, each with its own vault. Default: `defaultTenancy` alone. */
  readonly tenancies?: ReadonlyArray<TenancyDefinition>
}

/** A tenancy with nothing left open. */
export interface TenancyConfig extends TenancyCredentials {
  readonly settings: Settings
  readonly origins: ReadonlyArray<string> | undefined
  readonly relyingParties: ReadonlyArray<string> | undefined
}

/** Options with nothing left open. */
export interface Config {
  readonly tenancies: ReadonlyArray<TenancyConfig>
  /** For requests of a tenancy that there is not. */
  readonly settings: Settings
}

export const defaultTenancy: TenancyCredentials = { tenancyId: "emulated", apiKey: "emulated-api-key" }

const minute = 60_000

export const defaultSettings: Settings = {
  codeLifetime: 5 * minute,
  singleUseCodes: true,
  principalLifetime: 5 * minute,
  tokenLifetime: 5 * minute,
  sessionLifetime: 5 * minute,
  challengeLifetime: 10 * minute,
  expiredChallengeRetention: 60 * minute,
  challengeAttempts: 5,
  rateLimitMaximum: 5,
  rateLimitWindow: minute,
  pageSize: 100,
  relyingPartyName: null,
  missingApiKey: "Unauthorized",
  unknownChallengeDeletion: "ChallengeDeleted"
}

// Beyond it, adding a lifetime to the time of today would no longer be exact.
const maximum = 1e15

const whole = (minimum: number) =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isInteger(value) && value >= minimum && value <= maximum, {
      description: `a whole number of at least ${minimum}`
    })
  )

const milliseconds = (minimum: number) =>
  whole(minimum).annotations({ description: `a whole number of milliseconds, at least ${minimum}` })

const text = (description: string, holds: (value: string) => boolean) =>
  Schema.String.pipe(Schema.filter(holds, { description }))

const checks: { readonly [Name in keyof Settings]: Schema.Schema<Settings[Name]> } = {
  codeLifetime: milliseconds(1),
  singleUseCodes: Schema.Boolean,
  principalLifetime: milliseconds(1),
  tokenLifetime: milliseconds(1),
  sessionLifetime: milliseconds(1),
  challengeLifetime: milliseconds(1),
  expiredChallengeRetention: milliseconds(0),
  challengeAttempts: whole(1),
  rateLimitMaximum: whole(1),
  rateLimitWindow: milliseconds(1),
  pageSize: whole(1),
  relyingPartyName: Schema.NullOr(text("a non-empty text", (name) => name !== "")).annotations({
    description: "a non-empty text or null"
  }),
  missingApiKey: Schema.Literal("Unauthorized", "Forbidden").annotations({
    description: '"Unauthorized" or "Forbidden"'
  }),
  unknownChallengeDeletion: Schema.Literal("ChallengeDeleted", "NotFound").annotations({
    description: '"ChallengeDeleted" or "NotFound"'
  })
}

const ApiKey = text("visible ASCII without spaces", (key) => /^[\x21-\x7e]+$/.test(key))

/** Of a page, as a browser writes it; or of an app. */
const isOrigin = (origin: string): boolean =>
  URL.canParse(origin) && /^https?:/.test(origin)
    ? new URL(origin).origin === origin
    : /^(android|ios):\S+$/.test(origin)

const Origin = text("an origin such as http://localhost:3000, without a path", isOrigin)

const Domain = text("a domain such as example.com, in lower case", isDomain)

/** Says which option is wrong and what it should be, never what it was: it may be a key. */
export class InvalidOption extends TypeError {
  constructor(
    readonly option: string,
    readonly expected: string
  ) {
    super(`PasslockEmulator: ${option} ${expected}.`)
  }
}

const requireOption = <A>(option: string, schema: Schema.Schema<A>, value: unknown): void => {
  if (Schema.is(schema)(value)) return
  const expected = Option.getOrElse(AST.getDescriptionAnnotation(schema.ast), () => String(schema.ast))
  throw new InvalidOption(option, `must be ${expected}`)
}

const requireList = (option: string, given: unknown, of: string): void => {
  if (!Array.isArray(given) || given.length === 0)
    throw new InvalidOption(option, `must be a list of at least one ${of}`)
}

const settingsOf = (given: TenancyOptions["settings"], base: Settings, place: string): Settings => {
  const settings = { ...base }
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue
    const option = `${place}settings.${name}`
    if (!Object.hasOwn(checks, name)) throw new InvalidOption(option, "is not a setting")
    requireOption<unknown>(option, checks[name as keyof Settings] as Schema.Schema<unknown>, value)
    Object.assign(settings, { [name]: value })
  }
  return settings
}

const textsOf = <A>(
  given: ReadonlyArray<A> | undefined,
  option: string,
  schema: Schema.Schema<A>,
  of: string
): ReadonlyArray<A> | undefined => {
  if (given === undefined) return undefined
  requireList(option, given, of)
  given.forEach((value, index) => {
    requireOption(`${option}[${index}]`, schema, value)
  })
  return given
}

type Resolved = Omit<TenancyConfig, keyof TenancyCredentials>

/** A name that is written wrong would otherwise be passed over. */
const requireKnown = (given: object, place: string, known: ReadonlyArray<string>): void => {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined) throw new InvalidOption(`${place}${unknown}`, `is not an option: ${known.join(", ")}`)
}

const common = ["settings", "origins", "relyingParties"]

const resolveFor = (
  { origins, relyingParties, settings }: TenancyOptions,
  base: Resolved,
  place: string
): Resolved => ({
  settings: settingsOf(settings, base.settings, place),
  origins: textsOf(origins, `${place}origins`, Origin, "origin") ?? base.origins,
  relyingParties: textsOf(relyingParties, `${place}relyingParties`, Domain, "domain") ?? base.relyingParties
})

const tenanciesOf = (given: Options["tenancies"], base: Resolved): ReadonlyArray<TenancyConfig> => {
  const tenancies = given ?? [defaultTenancy]
  requireList("tenancies", tenancies, "tenancy")
  const seen = new Set<string>()
  return tenancies.map((tenancy: TenancyDefinition, index) => {
    const place = `tenancies[${index}].`
    const { apiKey, tenancyId } = tenancy
    requireKnown(tenancy, place, ["tenancyId", "apiKey", ...common])
    requireOption(`${place}tenancyId`, PathValue, tenancyId)
    requireOption(`${place}apiKey`, ApiKey, apiKey)
    if (seen.has(tenancyId)) throw new InvalidOption(`${place}tenancyId`, "must differ from the others")
    seen.add(tenancyId)
    return { tenancyId, apiKey, ...resolveFor(tenancy, base, place) }
  })
}

/** Throws an `InvalidOption` that names the first option that makes no sense. */
export const resolve = (options: Options = {}): Config => {
  requireKnown(options, "", ["tenancies", ...common])
  const base = resolveFor(options, { settings: defaultSettings, origins: undefined, relyingParties: undefined }, "")
  return { settings: base.settings, tenancies: tenanciesOf(options.tenancies, base) }
}
