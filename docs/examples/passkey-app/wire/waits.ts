/** How long to wait, as the user is told. */
export const inTime = (seconds: number | undefined): string => {
  if (seconds === undefined) return "in a moment"
  if (seconds < 90) return `in ${seconds} ${seconds === 1 ? "second" : "seconds"}`
  return `in ${Math.ceil(seconds / 60)} minutes`
}
