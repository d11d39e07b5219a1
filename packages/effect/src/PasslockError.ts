/**
 * The errors of all programs, as classes with short tags.
 *
 * @since 0.1.0
 */
export * from "@passlock-sdk/contract/PasslockError"
