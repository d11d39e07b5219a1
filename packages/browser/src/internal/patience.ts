/** What a browser, or an extension in its place, does not have to answer. */

/** What it says of itself; one that fails says nothing. */
export const told = <A, B>(question: () => Promise<A>, otherwise: B): Promise<A | B> =>
  Promise.resolve()
    .then(question)
    .catch(() => otherwise)

/** What comes of something in so many milliseconds. */
export const within = <A, B>(milliseconds: number, something: Promise<A>, otherwise: B): Promise<A | B> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(otherwise), milliseconds)
    const end = (value: A | B) => {
      clearTimeout(timer)
      resolve(value)
    }
    something.then(end, () => end(otherwise))
  })

/** How long it may think about itself, in milliseconds. */
const patience = 3_000

/** What it says of itself, in time. */
export const toldInTime = <A, B>(question: () => Promise<A>, otherwise: B): Promise<A | B> =>
  within(patience, told(question, otherwise), otherwise)
