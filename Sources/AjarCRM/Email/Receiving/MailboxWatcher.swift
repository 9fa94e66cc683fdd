import AjarCore
import AjarMail
import AjarResource
import AjarStore
import Logging
import Synchronization

/// Watches one account for as long as it holds the lease: connects, brings everything up to date, and waits
/// in IDLE.
final class MailboxWatcher: Sendable {
    let lease: MailboxLease
    private let engine: Engine
    private let installation: Installation
    private let settings: MailboxSettings
    private let turnstile: Turnstile
    private let logger: Logger
    private let state: Mutex<State> = Mutex(State())

    private struct State {
        var session: IMAPSession?
        var isPoked = false
    }

    init(
        _ lease: MailboxLease, _ engine: Engine, _ installation: Installation, _ settings: MailboxSettings,
        _ turnstile: Turnstile, _ logger: Logger
    ) {
        self.lease = lease
        self.engine = engine
        self.installation = installation
        self.settings = settings
        self.turnstile = turnstile
        self.logger = logger
    }

    /// There is something to do: IDLE ends, and everything is looked at.
    func poke() async {
        let session = state.withLock { state in
            state.isPoked = true
            return state.session
        }
        await session?.stopIdling()
    }

    /// Ends when the lease is lost, or when something failed; that is written down then, with the time of the
    /// next try.
    func run() async {
        do {
            try await watch()
        } catch is MailboxLease.Lost {
            logger.debug("mailbox lease ended", metadata: ["account": "\(lease.account)"])
        } catch {
            guard !Task.isCancelled else { return }
            await giveBack(error)
        }
        state.withLock { $0.session }?.abort()
    }

    private func watch() async throws {
        let books = MailboxBooks(engine: engine, lease: lease)
        let target = try await engine.read(lease.caller) { [lease] context -> (IMAPAccount, CivilDate)? in
            guard let account = try context.find(ConnectedAccount.resource, lease.account.text) else {
                return nil
            }
            return try ConnectedAccount.imapAccount(account, context).map {
                ($0, ConnectedAccount.syncSince(account))
            }
        }
        guard let (account, since) = target else { throw MailboxLease.Lost() }
        let (session, sync) = try await inTurn {
            let session = try await installation.imap.connect(account)
            state.withLock { $0.session = session }
            return (
                session,
                try await MailboxSync(session: session, books: books, settings: settings, since: since)
            )
        }
        while !Task.isCancelled {
            state.withLock { $0.isPoked = false }
            let hasMore = try await inTurn { try await sync.pass() }
            guard !hasMore, !state.withLock({ $0.isPoked }) else { continue }
            _ = try await session.idle(for: settings.pollEvery)
        }
    }

    /// Working needs a place; waiting in IDLE needs none. So a thousand accounts that start together don't
    /// fill the memory.
    private func inTurn<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        await turnstile.enter()
        defer { turnstile.leave() }
        return try await body()
    }

    /// Network trouble is tried again for ever. Only what the owner alone can mend stops the account,
    /// visibly.
    private func giveBack(_ error: any Error) async {
        let failure = error as? IMAPFailure
        let isStopped = failure?.isAuthentication == true
        let failures = lease.failures + 1
        let delay = settings.backoff(failures, engine.store.environs.random)
        logger.info(
            "mailbox disconnected",
            metadata: [
                "account": "\(lease.account)", "stage": "\(failure?.stage.rawValue ?? "")",
                "reason": "\(failure?.reason.rawValue ?? String(describing: type(of: error)))",
            ])
        do {
            try await engine.write(lease.caller) { [lease] context in
                let json: JSON =
                    failure?.json(at: context.now) ?? [
                        "message": .string("\(error)"), "date": .string(context.now.text()),
                    ]
                try context.transaction.release(
                    lease, failures: failures, error: json, nextTry: context.now + delay, isStopped: isStopped
                )
                guard isStopped,
                    let account = try context.find(ConnectedAccount.resource, lease.account.text, lock: true)
                else { return }
                try context.update(ConnectedAccount.resource, account) { account in
                    account["status"] = "error"
                    account["last_error"] = json
                }
            }
        } catch {
            // The lease runs out, and somebody tries again.
            logger.warning(
                "mailbox not given back", metadata: ["account": "\(lease.account)", "error": "\(error)"])
        }
    }
}
