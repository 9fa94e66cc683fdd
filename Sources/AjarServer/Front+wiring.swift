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
    ) throws {
        let store = engine.store
        let metrics = Metrics(started: store.environs.clock.now)
        let sessions = Sessions(store: store, secrets: installation.secrets)
        let tokens = OAuthTokens(store: store)
        let authentication = Authentication(
            callers: Callers(store: store), tokens: tokens, sessions: sessions, cache: cache)
        api = APIDoor(
            api: API(engine: engine), authentication: authentication,
            rateLimit: RateLimit(
                configuration.rateLimit.map(RateLimit.Policy.init), clock: store.environs.clock),
            idempotency: Idempotency(IdempotencyKeys(store: store, secrets: installation.secrets)),
            routes: RouteTable(engine.resources), metrics: metrics, maxBody: configuration.maxBody,
            logger: logger)

        var doors: [String: any Door] = [:]
        doors["healthz"] = HealthDoor()
        doors["readyz"] = ReadyDoor(store: store)
        doors["metrics"] = MetricsDoor(store: store, metrics: metrics)
        let reference = try ReferenceDoor(engine.resources)
        doors["api"] = reference
        doors["docs"] = reference
        doors["files"] = UploadDoor(files: installation.files, gate: UploadGate())
        doors["export"] = ExportDoor(engine: engine, authentication: authentication)
        doors["go"] = DownloadDoor(files: installation.files, authentication: authentication)
        doors["track"] = TrackingDoor(
            links: TrackingLinks(installation), tracking: EmailTracking(engine: engine),
            authentication: authentication)
        doors["unsubscribe"] = UnsubscribeDoor(installation: installation, engine: engine, page: try Page())
        doors.merge(try Self.signInDoors(configuration, installation, sessions, tokens, cache, store)) { $1 }
        let sandboxDoor = sandbox.map { SandboxDoor(sandbox: $0, authentication: authentication) }
        let web = try WebDoor.doors(
            engine, installation, sessions, cache, sandbox: sandbox, sandboxDoor: sandboxDoor, logger: logger)
        doors.merge(web) { $1 }
        self.doors = doors
        self.metrics = metrics
        environs = store.environs
        self.logger = logger
    }

    /// What people see before they are in, and what programs talk to.
    private static func signInDoors(
        _ configuration: ServerConfiguration, _ installation: Installation, _ sessions: Sessions,
        _ tokens: OAuthTokens,
        _ cache: CallerCache, _ store: Store
    ) throws -> [String: any Door] {
        let page = try Page()
        let cookies = CookieJar(isSecure: installation.baseURL.hasPrefix("https://"))
        let clients = OAuthClients(store: store)
        let secondFactor = SecondFactor(store: store, secrets: installation.secrets)
        let signIn = SignIn(store: store, secondFactor: secondFactor) { work in
            try await NIOThreadPool.singleton.runIfActive(work)
        }
        let consent = Consent(
            clients: clients, tokens: tokens, sessions: sessions, members: Members(store: store), page: page)
        return [
            "login": LoginDoor(
                signIn: signIn, sessions: sessions, secrets: installation.secrets, page: page,
                environs: store.environs,
                cookies: cookies),
            "logout": LogoutDoor(sessions: sessions, cookies: cookies),
            "oauth2": OAuthDoor(clients: clients, tokens: tokens, consent: consent, cache: cache),
        ]
    }
}
