/**
 * The endpoints of the API. Each is defined in the module of its group, with its schemas and an example.
 *
 * @since 0.1.0
 */
import * as Authentication from "./Authentication.js"
import * as Challenge from "./Challenge.js"
import * as IdToken from "./IdToken.js"
import * as Lookup from "./Lookup.js"
import * as Passkey from "./Passkey.js"
import * as Principal from "./Principal.js"
import * as Registration from "./Registration.js"

/**
 * The documented endpoints of a tenancy, by group.
 *
 * @since 0.1.0
 * @category constants
 */
export const all = [
  ...Principal.principalEndpoints,
  ...Passkey.passkeyEndpoints,
  ...Challenge.challengeEndpoints,
  ...Registration.registrationEndpoints,
  ...Authentication.authenticationEndpoints
] as const

/**
 * Every endpoint: those in `all`, the key set and the two lookups.
 *
 * @since 0.1.0
 * @category constants
 */
export const every = [...all, ...IdToken.keySetEndpoints, ...Lookup.lookupEndpoints] as const

/**
 * @since 0.1.0
 * @category models
 */
export type Operation = (typeof all)[number]["operation"]

/**
 * @since 0.1.0
 * @category models
 */
export type Descriptor = (typeof every)[number]

/**
 * @since 0.1.0
 * @category models
 */
export type AnyOperation = Descriptor["operation"]
