import { type Facade, state } from './shared-state.ts'

/** Gives every facade class, of every copy of the package in the process, a method for a new level. */
export function addMethod(method: string, level: number): void {
  state.customMethods.set(method, level)
  for (const prototype of state.facades) define(prototype, method, level)
}

/** Called once for each facade class: it gets the methods of levels that were registered before it was loaded. */
export function enrol(prototype: Facade): void {
  state.facades.add(prototype)
  for (const [method, level] of state.customMethods) define(prototype, method, level)
}

function define(prototype: Facade, method: string, level: number): void {
  Object.defineProperty(prototype, method, {
    configurable: true,
    writable: true,
    value(this: Facade, ...args: unknown[]) {
      return this.at(level, args)
    },
  })
}
