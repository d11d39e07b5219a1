/** All endpoints and all API errors that the contract exports. */
import * as Endpoints from "../../src/Endpoints.js"
import * as PasslockError from "../../src/PasslockError.js"

export const descriptors: ReadonlyArray<Endpoints.Descriptor> = Endpoints.every

export const errorClasses = Object.values(PasslockError).filter(
  (value): value is PasslockError.ApiErrorClass => typeof value === "function" && "wire" in value
)
