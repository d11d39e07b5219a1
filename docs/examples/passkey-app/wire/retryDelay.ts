/** Formats a delay in seconds for a message, such as "in 2 minutes". */
export const formatRetryDelay = (seconds: number | undefined): string => {
  if (seconds === undefined) return "in a moment"
  if (seconds < 90) return `in ${seconds} ${seconds === 1 ? "second" : "seconds"}`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
