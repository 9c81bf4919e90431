import { builtOptions, HttpBuilder } from '@fapilog/request'
import { asPlugin, type FapilogPlugin, fapilogPlugin } from './plugin.ts'

/** `app.register(new FastifyBuilder().withPreset('production').skipPaths(['/health']).build())` */
export class FastifyBuilder extends HttpBuilder {
  /**
   * A plugin with these options; what is given to `register` comes on top. Throws FAPILOG_E_ARGUMENT for wrong options for
   * requests; wrong settings of a logger, and what is wrong in `register`, reject `ready()`.
   */
  build(): FapilogPlugin {
    const options = builtOptions(this)
    return asPlugin(async (instance, given) => {
      await fapilogPlugin(instance, { ...options, ...given } as typeof given)
    })
  }
}
