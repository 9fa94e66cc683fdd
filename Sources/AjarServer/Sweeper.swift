import AjarCRM
import AjarCore
import AjarStore
import Logging
import ServiceLifecycle

/// Takes away what has expired: sessions, codes, tokens, idempotency keys, old failures. Nothing of it is
/// good any more, so it doesn't matter when, or whether the process dies in between.
struct Sweeper: Service {
    let store: Store
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await SignInSweep(store: store).run()
                } catch {
                    logger.warning("sweep failed", metadata: ["error": "\(error)"])
                }
                try await Task.sleep(for: .seconds(600))
            }
        }
    }
}
