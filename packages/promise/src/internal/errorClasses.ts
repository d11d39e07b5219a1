import { family } from "@passlock-sdk/contract/protocol/ErrorClass"

/** Copies of the package share the brand. */
export const { classes, has, make } = /*#__PURE__*/ family("@passlock-sdk/promise/PasslockError")
