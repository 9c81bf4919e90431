import { SyncLoggerFacade } from "fapilog";
/** `import '@fapilog/express/augment'`: types `req.log` and `req.id` for every request, in Express 4 and 5. */
declare global {
  namespace Express {
    interface Request {
      /** The request's logger; with `async: true`, use `http.getLogger(req)` instead, which is typed. */
      log: SyncLoggerFacade;
      id: string;
    }
  }
}
