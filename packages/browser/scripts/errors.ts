/** The generated errors of the browser package. Those of ceremonies are its own. */
import { PasslockError } from "@passlock-sdk/contract"
import { everyTag, withErrors } from "../../promise/scripts/errors.js"
import { wire } from "./wire.js"

const isOfApi = (tag: string): boolean => "wire" in Reflect.get(PasslockError, tag)

/** A page verifies no id_token, and a passkey that the vault does not hold is an `OrphanedPasskey`. */
const tags = everyTag.filter((tag) =>
  isOfApi(tag) ? tag in wire.errors && tag !== "PasskeyNotFound" : tag !== "InvalidIdToken"
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
