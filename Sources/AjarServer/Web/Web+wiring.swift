import AjarCRM
import AjarCore
import AjarResource
import AjarStore
import HTTPTypes
import HummingbirdCore
import Logging

extension WebDoor {
    /// The web app over an engine, and the doors that lead to it.
    static func doors(
        _ engine: Engine, _ installation: Installation, _ sessions: Sessions, _ cache: CallerCache,
        sandbox: Sandbox?,
        sandboxDoor: SandboxDoor?, logger: Logger
    ) throws -> [String: any Door] {
        let cookies = CookieJar(isSecure: installation.baseURL.hasPrefix("https://"))
        let firstRun = FirstRun(
            store: engine.store, resources: engine.resources, sessions: sessions,
            secrets: installation.secrets, cookies: cookies)
        let web = WebDoor(
            api: API(engine: engine), sessions: sessions, firstRun: firstRun, frame: try Frame(.embedded),
            pulse: Pulse(store: engine.store), sandbox: sandbox, cache: cache, logger: logger)
        var doors: [String: any Door] = [:]
        for name in names { doors[name] = web }
        if let sandboxDoor { doors["sandbox"] = SandboxFork(door: sandboxDoor, web: web) }
        return doors
    }
}
