/** The generated errors of the browser package. Those of ceremonies are its own. */
import { Endpoints, PasslockError } from "@passlock-sdk/contract"
import { everyTag, withErrors } from "../../promise/scripts/errors.js"

/** A page has no API key, and verifies no id_token. A passkey that the vault does not hold is an `OrphanedPasskey`. */
const ofApi = new Set<string>(
  [
    ...PasslockError.commonApiErrors,
    ...Endpoints.every.flatMap((endpoint) => (endpoint.authentication === "apiKey" ? [] : [...endpoint.errors]))
  ].map(({ _tag }) => _tag)
)

const isApiError = (tag: string): boolean => "wire" in Reflect.get(PasslockError, tag)

const tags = everyTag.filter(
  (tag) => tag !== "PasskeyNotFound" && tag !== "InvalidIdToken" && (ofApi.has(tag) || !isApiError(tag))
)

const path = "packages/browser/src/PasslockError.ts"

/** Updates the errors, given the content of their module, by its path in the repository. */
export const files: ReadonlyMap<string, (current: string) => string> = new Map([
  [
    path,
    withErrors(path, {
      tags,
      hasOtherErrors: true,
      documentation: {
        operation: "The operation that failed, such as `Ceremony.register`, `Registration.options` or `new Passlock`.",
        Forbidden: "The tenancy does not exist, or does not allow this page.",
        NotFound: "The vault has no passkey with this ID.",
        BadRequest:
          "The API rejected the request as invalid: a token is unknown, used or expired, or the authenticator's response is invalid. The message says why.",
        InvalidInput: "The input or an option is invalid. Nothing was sent.",
        RateLimited: "Too many requests: status 429.",
        "TransportError.sent": 'Always `"unknown"`: a browser does not report whether the request was sent.',
        "UnexpectedResponse.body":
          "The first 200 characters of the body, which may contain secrets. JSON and inspection omit them.",
        CommonError: "The errors that every request to Passlock can fail with."
      },
      types: { "TransportError.sent": '"unknown"' },
      omitted: ["TransportError.code"]
    })
  ]
])
