import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import Logging
import NIOPosix

extension Front {
    /// All doors of an installation.
    init(
        configuration: ServerConfiguration, engine: Engine, installation: Installation, cache: CallerCache,
        sandbox: Sandbox?, logger: Logger
    ) {
        let store = engine.store
        let metrics = Metrics(started: store.environs.clock.now)
        let sessions = Sessions(store: store, secrets: installation.secrets)
        let tokens = OAuthTokens(store: store)
        let authentication = Authentication(
            callers: Callers(store: store), tokens: tokens, sessions: sessions, cache: cache)
        api = APIDoor(
            api: API(engine: engine), authentication: authentication,
            rateLimit: RateLimit(configuration.rateLimit.map(RateLimit.Policy.init), clock: store.environs.clock),
            idempotency: Idempotency(IdempotencyKeys(store: store, secrets: installation.secrets)),
            routes: RouteTable(engine.resources), metrics: metrics, maxBody: configuration.maxBody, logger: logger)

        var doors: [String: any Door] = [:]
        doors["healthz"] = HealthDoor()
        doors["readyz"] = ReadyDoor(store: store)
        doors["metrics"] = MetricsDoor(store: store, metrics: metrics)
        doors["files"] = UploadDoor(files: installation.files, gate: UploadGate())
        doors["go"] = DownloadDoor(files: installation.files, authentication: authentication)
        if let sandbox { doors["sandbox"] = SandboxDoor(sandbox: sandbox, authentication: authentication) }
        self.doors = doors
        self.metrics = metrics
        environs = store.environs
        self.logger = logger
    }
}
