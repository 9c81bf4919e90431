/**
 * An Error as the other libraries print it, for those that would do another work: winston leaves an Error under a key to
 * JSON, which makes `{}` of it, and tslog takes the stack apart, frame by frame, to three times the bytes.
 */
export const partsOf = ({ name, message, stack }: Error): object => ({ type: name, message, stack })
