import AjarCore
package import AjarResource
import AjarStore
package import Logging
import ServiceLifecycle
import Synchronization

/// Sees to it that each account that receives has one watcher, in this process or in another one.
///
/// A process that dies leaves its accounts to others after their leases. One that is stopped gives them back
/// at once.
package final class MailboxWatchers: Service {
    /// The name under which watchers hear of work.
    package static let bell: String = "mailbox"
    private static let patience: Duration = .seconds(5)
    private static let claimedAtOnce: Int = 200

    private struct Running {
        let watcher: MailboxWatcher
        var task: Task<Void, Never>?
    }

    private let engine: Engine
    private let installation: Installation
    private let settings: MailboxSettings
    private let logger: Logger
    private let name: String
    private let turnstile: Turnstile
    private let doorbell = Doorbell()
    private let running: Mutex<[MailboxLease.Key: Running]> = Mutex([:])
    private let isStopping: Atomic<Bool> = Atomic(false)

    package init(
        engine: Engine, installation: Installation, settings: MailboxSettings = MailboxSettings(),
        logger: Logger = Logger(label: "ajar.mailboxes")
    ) {
        self.engine = engine
        self.installation = installation
        self.settings = settings
        self.logger = logger
        let environs = engine.store.environs
        name = ID.make(.short("watch"), at: environs.clock.now, random: environs.random).text
        turnstile = Turnstile(places: settings.places)
    }

    package func run() async throws {
        let wakes = engine.store.wakes()
        await adoptOrphans()
        await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [doorbell] in
                    for await names in wakes where names.isEmpty || names.contains(Self.bell) {
                        doorbell.ring()
                    }
                }
                await rounds()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.isStopping.store(true, ordering: .relaxed)
            self.doorbell.ring()
        }
        await leave()
    }

    /// In a database that no other process can have open, every lease at our start is that of a process that
    /// died.
    private func adoptOrphans() async {
        guard engine.store.dialect.name == .sqlite else { return }
        _ = try? await engine.store.write { transaction in
            try transaction.execute(
                "UPDATE mailbox_sync SET leased_until = \(transaction.now - .seconds(1)) WHERE worker IS NOT NULL"
            )
        }
    }

    private func rounds() async {
        var renewAt: ContinuousClock.Instant = .now + settings.lease / 3
        while !isStopping.load(ordering: .relaxed), !Task.isCancelled {
            do {
                let isRenewal = renewAt <= .now
                if isRenewal { renewAt = .now + settings.lease / 3 }
                if try await round(isRenewal: isRenewal) { continue }
            } catch {
                logger.error("mailbox round failed", metadata: ["error": "\(error)"])
            }
            await doorbell.wait(atMost: Self.patience)
        }
    }

    private struct Need: Sendable {
        var mayClaim = false
        /// Leases that are not ours any more, or whose account changed.
        var hasLost = false
        var errands: [MailboxLease.Key] = []
    }

    /// Says whether there may be more accounts to take.
    private func round(isRenewal: Bool) async throws -> Bool {
        let held = running.withLock { $0.mapValues(\.watcher.lease.fence) }
        let need = try await look(held)
        guard need.mayClaim || need.hasLost || isRenewal else {
            await poke(need.errands)
            return false
        }
        let (kept, claimed) = try await engine.store.write { [name, lease = settings.lease] transaction in
            let kept = try transaction.renewMailboxes(worker: name, lease: lease)
            // A watcher ended and could not say so: without this its account would stay ours, unwatched.
            for key in kept.keys where held[key] == nil { try transaction.dropMailbox(key, worker: name) }
            let claimed = try transaction.claimMailboxes(
                worker: name, limit: Self.claimedAtOnce, lease: lease)
            return (kept, claimed)
        }
        for (key, fence) in held where kept[key] != fence { forget(key, fence) }
        claimed.forEach(start)
        await poke(need.errands)
        return claimed.count == Self.claimedAtOnce
    }

    /// Reading first: a quiet round writes nothing.
    private func look(_ held: [MailboxLease.Key: Int]) async throws -> Need {
        try await engine.store.read { [name] reader in
            var need = Need()
            need.mayClaim = try reader.exists(
                """
                SELECT account_id FROM mailbox_sync
                WHERE is_stopped = 0 AND next_try <= \(reader.now) AND (worker IS NULL OR leased_until < \(reader.now))
                LIMIT 1
                """)
            let ours = try reader.rows(
                "SELECT organization, account_id, fence FROM mailbox_sync WHERE worker = \(name)")
            let fences = Dictionary(uniqueKeysWithValues: ours.map { ($0.mailboxKey, $0.int("fence")) })
            need.hasLost = held.contains { fences[$0.key] != $0.value }
            need.errands = try reader.rows(
                """
                SELECT DISTINCT organization, account_id FROM mailbox_errand WHERE next_try <= \(reader.now)
                """
            ).map(\.mailboxKey).filter { held[$0] != nil }
            return need
        }
    }

    private func poke(_ keys: [MailboxLease.Key]) async {
        for key in keys { await running.withLock { $0[key]?.watcher }?.poke() }
    }

    private func start(_ lease: MailboxLease) {
        let watcher = MailboxWatcher(lease, engine, installation, settings, turnstile, logger)
        running.withLock { $0[lease.key] = Running(watcher: watcher) }
        // Not a child: one that can't be stopped must not keep the process from ending.
        let task = Task { [weak self] in
            await watcher.run()
            self?.ended(lease)
        }
        running.withLock { if $0[lease.key]?.watcher === watcher { $0[lease.key]?.task = task } }
    }

    private func ended(_ lease: MailboxLease) {
        running.withLock { if $0[lease.key]?.watcher.lease == lease { $0[lease.key] = nil } }
        doorbell.ring()
    }

    private func forget(_ key: MailboxLease.Key, _ fence: Int) {
        let task = running.withLock { running -> Task<Void, Never>? in
            guard running[key]?.watcher.lease.fence == fence else { return nil }
            return running.removeValue(forKey: key)?.task
        }
        task?.cancel()
    }

    /// Lines are dropped, what was being written is written, and then the accounts are given back.
    private func leave() async {
        let tasks = running.withLock { running in
            defer { running = [:] }
            return running.values.compactMap(\.task)
        }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        do {
            try await engine.store.write { [name] in try $0.releaseMailboxes(worker: name) }
        } catch {
            logger.warning("mailboxes not given back", metadata: ["error": "\(error)"])
        }
    }
}
