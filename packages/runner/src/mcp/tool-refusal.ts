/** A tool's no that its caller can do something about: the message says what is wrong and what to do next, and holds no secret. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal'
}
