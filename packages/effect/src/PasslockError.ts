/**
 * Everything that can go wrong, as classes with short tags.
 *
 * @since 0.1.0
 */
export * from "@passlock-sdk/contract/PasslockError"
