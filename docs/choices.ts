/** What the emulator does where Passlock's behaviour is not known, or where it had to choose. */
import type { Endpoints, Provenance } from "@passlock-sdk/contract"
import type { PasslockEmulator } from "@passlock-sdk/emulator"

interface Topic {
  readonly topic: string
  readonly fact: string
  readonly strength: Provenance.Provenance | "unknown"
  readonly emulator: string
}

/** What holds for every endpoint. */
export const protocol: ReadonlyArray<Topic> = [
  {
    topic: "address",
    fact: "`https://api.passlock.dev`, which clients can replace, base path included",
    strength: "documented",
    emulator: "any host, any path before `/v2/`, and the routes without `/v2` too"
  },
  {
    topic: "slash at the end",
    fact: "only the list and the two routes of a user's passkeys end in one",
    strength: "documented",
    emulator: "with or without one, everywhere"
  },
  {
    topic: "values in a path",
    fact: "opaque",
    strength: "tested",
    emulator: "percent-decoded; an empty one, `.`, `..` and a broken encoding are `BadRequest`"
  },
  {
    topic: "API key",
    fact: "`Authorization: Bearer` and the key",
    strength: "documented",
    emulator: "asked for before anything else is looked at"
  },
  {
    topic: "wrong key, unknown tenancy",
    fact: "403 `Forbidden`",
    strength: "documented",
    emulator: "the same; `InvalidTenancy` never comes"
  },
  {
    topic: "no key",
    fact: "401 `Unauthorized` exists; whether it comes then is not known",
    strength: "inferred",
    emulator: "401 `Unauthorized`; knob `missingApiKey`"
  },
  {
    topic: "calls from a page",
    fact: "no header; a token in the body",
    strength: "documented",
    emulator: "the same; an API key is not looked at"
  },
  {
    topic: "success",
    fact: "any 2xx; the `_tag` says what came",
    strength: "tested",
    emulator: "exactly the status that is given below"
  },
  {
    topic: "errors",
    fact: "a flat JSON object with `_tag` and `message`",
    strength: "tested",
    emulator: "the same; `BadRequest` names every field that is at fault, and never its value"
  },
  {
    topic: "times",
    fact: "milliseconds since 1970; a few samples look like seconds, and the SDK reads what is below 10^11 as such",
    strength: "documented",
    emulator: "milliseconds"
  },
  {
    topic: "content type of an answer",
    fact: "Passlock's browser client wants exactly `application/json`",
    strength: "tested",
    emulator: "exactly that"
  },
  {
    topic: "content type of a request",
    fact: "not known",
    strength: "unknown",
    emulator: "any JSON type, or none; another one is `BadRequest`"
  },
  {
    topic: "body of a request",
    fact: "not known",
    strength: "unknown",
    emulator: "UTF-8, an object; fields that are not known are passed over; above 64 KiB it is 413 `BadRequest`"
  },
  {
    topic: "CORS",
    fact: "a page's calls are POSTs with JSON, so a preflight comes first",
    strength: "tested",
    emulator:
      "any origin may call every route and read `Retry-After`; `OPTIONS` is answered 204, for private networks too"
  },
  {
    topic: "unknown route",
    fact: "not known",
    strength: "unknown",
    emulator: "501 `@error/NotEmulated`, never a 404 that would look like a missing passkey"
  },
  {
    topic: "unknown method",
    fact: "not known",
    strength: "unknown",
    emulator: "405 `@error/MethodNotAllowed` with `Allow`; `HEAD` too, for a `GET` may use up a code"
  },
  {
    topic: "general limit on requests",
    fact: "none is documented",
    strength: "documented",
    emulator: "none"
  },
  {
    topic: "request ids, idempotency keys",
    fact: "none are documented",
    strength: "documented",
    emulator: "none"
  },
  {
    topic: "a mistake of the emulator",
    fact: "",
    strength: "unknown",
    emulator: "500 `@error/InternalError`, and a line in the log without what it was about"
  }
]

const consumed = "The token is used up by the first request that names it, whatever comes of it."

const page =
  "An `Origin` header must name one of the option `origins`, or else a page of the relying party: its domain or one below it, over `https`, or `http` on `localhost`."

/** What the emulator chose for each endpoint. */
export const choices: { readonly [Operation in Endpoints.AnyOperation]: ReadonlyArray<string> } = {
  "Principals.exchange": [
    "A code lives 5 minutes (knob `codeLifetime`) and is exchanged once (knob `singleUseCodes`); after that it is `InvalidCode`.",
    "The principal ends 5 minutes after the ceremony (knob `principalLifetime`).",
    "`platformName` is known for a few well-known AAGUIDs. `ipAddress` is that of the connection, never from `X-Forwarded-For`, and is missing where there is no connection."
  ],
  "Passkeys.list": [
    "Oldest first, 100 to a page (knob `pageSize`).",
    "A `cursor` that is not one of an earlier page of this tenancy is `BadRequest`."
  ],
  "Passkeys.get": [],
  "Passkeys.update": ["Without `username` nothing changes, `updatedAt` included."],
  "Passkeys.delete": ["A second deletion is `NotFound`."],
  "Passkeys.updateForUser": ["A user without passkeys is `NotFound`."],
  "Passkeys.deleteForUser": ["A user without passkeys is `NotFound`.", "A body is not looked at."],
  "Challenges.create": [
    "A challenge lives 10 minutes (knob `challengeLifetime`).",
    "The sixth challenge within a minute is `ChallengeRateLimited` (knobs `rateLimitMaximum` and `rateLimitWindow`), counted for each purpose and user or, where none is named, mailbox; upper and lower case are the same mailbox. Refused ones and those with `skipRateLimit` do not count.",
    "`retryAfterSeconds` is exact: as many seconds later the next one succeeds.",
    "No mail is sent, whatever `sendEmail` says. `name` stands in the greeting of `message`."
  ],
  "Challenges.get": ["An expired challenge is `NotFound`.", "It changes nothing, and never shows `secret` or `code`."],
  "Challenges.verify": [
    "After 5 wrong codes, each `InvalidChallengeCode`, every further one is `ChallengeAttemptsExceeded`, the right one included (knob `challengeAttempts`).",
    "It looks at the id and the secret first, then at the time, then at the attempts, and last at the code.",
    "An expired challenge is `ChallengeExpired` for another hour (knob `expiredChallengeRetention`), then `InvalidChallenge`.",
    "A solved challenge is `InvalidChallenge` from then on."
  ],
  "Challenges.delete": ["An unknown id succeeds (knob `unknownChallengeDeletion`)."],
  "Registration.prepare": [
    "The token lives 5 minutes (knob `tokenLifetime`).",
    "`rpId` must be a domain in lower case. The ids in `excludeCredentials` are not looked at yet."
  ],
  "Registration.options": [
    consumed,
    page,
    "The session lives 5 minutes (knob `sessionLifetime`).",
    "`rp.name` is the `rpId` (knob `relyingPartyName`); `timeout` is 60 seconds unless the preparation asks otherwise; the algorithms are EdDSA, ES256 and RS256; `attestation` is `none`.",
    "A user has one handle for each relying party.",
    "Ids of passkeys that the vault does not hold exclude nothing."
  ],
  "Registration.verify": [
    consumed,
    "The request must come from the page that asked for the options. Where no page did, it must be one of the option `origins`, or else a page of the relying party.",
    "The answer of the authenticator is checked in full, but attestation certificates are refused: checking them would call out.",
    "The user must have been verified where the preparation said `required`.",
    "A credential that the vault already holds is `BadRequest`."
  ],
  "Authentication.prepare": [
    "The token lives 5 minutes (knob `tokenLifetime`).",
    "`rpId` must be a domain in lower case. An id in `allowCredentials` that is no passkey of this relying party (and user) is `BadRequest`, and so is a user without passkeys."
  ],
  "Authentication.options": [
    consumed,
    page,
    "The session lives 5 minutes (knob `sessionLifetime`).",
    "A page that starts by itself without `allowCredentials` may use any passkey of the relying party.",
    "Passkeys that were deleted since are left out; where none is left, it is `BadRequest`.",
    "`mediation` is never sent."
  ],
  "Authentication.verify": [
    consumed,
    "The request must come from the page that asked for the options. Where no page did, it must be one of the option `origins`, or else a page of the relying party.",
    "It looks at the token first, then for the passkey (`PasskeyNotFound`, also for one of another relying party), and then at the signature.",
    "A counter that does not grow is `BadRequest`, unless it is always 0. `counter` and `lastUsed` change, `updatedAt` does not."
  ],
  "Principals.verifyIdToken": [
    "The keys are served at `/v2/.well-known/jwks.json`, and at `/.well-known/jwks.json`, which older documentation names.",
    "They are RSA keys for RS256, new with each emulator, and kept with `--data-dir`. `rotateKeys` signs with a new one from then on; the set keeps the one before it."
  ],
  "Lookups.credential": ["An id that the vault does not hold is `NotFound`."],
  "Lookups.credentials": [
    "Ids that the vault does not hold are left out; where none is left, it is `NotFound`.",
    "Passkeys of several users, or of several relying parties, are `BadRequest`, and so is an empty id."
  ]
}

interface Knob {
  /** What it is about. */
  readonly fact: string
  /** How its default is known. */
  readonly strength: Provenance.Provenance
  readonly values: string
}

/** What can be set: a missing knob does not compile. */
export const knobs: { readonly [Name in keyof PasslockEmulator.Settings]: Knob } = {
  codeLifetime: { fact: "how long a code can be exchanged", strength: "documented", values: "milliseconds" },
  singleUseCodes: { fact: "whether a code can be exchanged again", strength: "inferred", values: "`true`, `false`" },
  principalLifetime: {
    fact: "how long a principal and its id_token are valid",
    strength: "inferred",
    values: "milliseconds"
  },
  tokenLifetime: { fact: "how long a preparation can be redeemed", strength: "inferred", values: "milliseconds" },
  sessionLifetime: { fact: "how long options can be answered", strength: "inferred", values: "milliseconds" },
  challengeLifetime: { fact: "how long a challenge can be solved", strength: "documented", values: "milliseconds" },
  expiredChallengeRetention: {
    fact: "how long an expired challenge is told from an unknown one",
    strength: "inferred",
    values: "milliseconds"
  },
  challengeAttempts: { fact: "how many wrong codes a challenge takes", strength: "inferred", values: "a number" },
  rateLimitMaximum: { fact: "how many challenges the limit allows", strength: "inferred", values: "a number" },
  rateLimitWindow: { fact: "within what time the limit allows them", strength: "inferred", values: "milliseconds" },
  pageSize: { fact: "how many passkeys stand on a page", strength: "inferred", values: "a number" },
  relyingPartyName: {
    fact: "what name a page shows for the relying party",
    strength: "inferred",
    values: "a text, or `null` for the `rpId`"
  },
  missingApiKey: {
    fact: "what a request without a key is answered",
    strength: "inferred",
    values: "`Unauthorized`, `Forbidden`"
  },
  unknownChallengeDeletion: {
    fact: "what the deletion of an unknown challenge is answered",
    strength: "inferred",
    values: "`ChallengeDeleted`, `NotFound`"
  }
}
