import AjarCore
import AjarMail
import AjarResource
import AjarStore
import Synchronization

/// Writes down what was fetched: emails, placements and the cursor commit together, so that a crash at any
/// moment leaves neither a message that is counted and not there, nor one that is there twice.
struct MailboxBooks: Sendable {
    /// How often a message may break its reader before it is put aside.
    static let patience: Int = 3

    let engine: Engine
    let lease: MailboxLease
    private let caution: Caution

    init(engine: Engine, lease: MailboxLease) {
        self.engine = engine
        self.lease = lease
        caution = Caution(messages: lease.isAfterCrash ? Self.suspects : 0)
    }

    /// What was in the hands of a process that died comes first again: so many messages are read one by one.
    private static let suspects: Int = 2000

    private final class Caution: Sendable {
        private let left: Mutex<Int>
        init(messages: Int) { left = Mutex(messages) }

        /// Whether the next messages must be read one by one.
        func take(_ count: Int) -> Bool {
            left.withLock { left in
                defer { left = max(0, left - count) }
                return left > 0
            }
        }
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (Reader) throws -> Result) async throws -> Result
    {
        try await engine.store.read(body)
    }

    /// As the holder of the lease, or not at all.
    @discardableResult
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (WriteContext) throws -> Result
    ) async throws -> Result {
        try await engine.write(lease.caller) { [lease] context in
            try context.transaction.holds(lease)
            return try body(context)
        }
    }

    /// What is written with the last messages of a batch.
    struct Ending: Sendable {
        var placements: [Placement] = []
        /// With its cursor moved.
        var folder: MailboxFolder?
    }

    /// How many were kept.
    func enter(_ messages: [FetchedMessage], of folder: MailboxFolder, ending: Ending) async throws -> Int {
        guard !caution.take(messages.count) else {
            return try await enterOneByOne(messages, of: folder, ending)
        }
        do {
            return try await enterTogether(messages, of: folder, ending)
        } catch let error where Self.isOurs(error) {
            return try await enterOneByOne(messages, of: folder, ending)
        }
    }

    /// Something that these messages brought about, and not the database or the lease.
    private static func isOurs(_ error: any Error) -> Bool {
        if case StoreError.unavailable = error { return false }
        return !(error is MailboxLease.Lost) && !(error is CancellationError)
    }

    private func enterTogether(
        _ messages: [FetchedMessage], of folder: MailboxFolder, _ ending: Ending
    ) async throws -> Int {
        let arrivals = messages.map { Arrival($0, of: folder, account: lease.account) }
        let ids = arrivals.map { (try? $0.message.get())?.messageID?.text }
        return try await write { [lease] context in
            let intakes = try MessageIntake.take(arrivals, context)
            var placements = ending.placements
            for ((message, id), intake) in zip(zip(messages, ids), intakes) {
                let fate: Placement.Fate
                switch intake {
                case .kept, .known: fate = .kept
                case .leftOut: fate = .leftOut
                case .unreadable(let reason):
                    fate = .quarantined
                    try context.transaction.putAside(
                        message, in: folder, reason: message.trouble ?? reason, lease)
                }
                placements.append(message.placement(fate, id))
            }
            try context.transaction.place(placements, in: folder, lease)
            if let folder = ending.folder { try context.transaction.save(folder, lease) }
            return placements.count { $0.fate == .kept }
        }
    }

    /// Slow, and safe: each attempt is written down before it, so that also a message that kills the process
    /// comes to its end.
    private func enterOneByOne(
        _ messages: [FetchedMessage], of folder: MailboxFolder, _ ending: Ending
    ) async throws -> Int {
        var kept = 0
        // The crash that made us careful was an attempt as well.
        let patience = lease.isAfterCrash ? Self.patience - 1 : Self.patience
        for message in messages {
            var reason = "Reading it ended the process."
            while true {
                let attempt = try await write { [lease, reason] context in
                    try context.transaction.noteAttempt(message, in: folder, reason: reason, lease)
                }
                guard attempt <= patience else {
                    try await write { [lease, reason] context in
                        try context.transaction.putAside(message, in: folder, reason: reason, lease)
                        try context.transaction.place(
                            [message.placement(.quarantined, nil)], in: folder, lease)
                    }
                    break
                }
                do {
                    kept += try await enterTogether([message], of: folder, Ending())
                    try await write { [lease] context in
                        try context.transaction.clear(message.uid, in: folder, lease)
                    }
                    break
                } catch let error where Self.isOurs(error) {
                    reason = String("\(error)".prefix(500))
                }
            }
        }
        try await write { [lease] context in
            try context.transaction.place(ending.placements, in: folder, lease)
            if let folder = ending.folder { try context.transaction.save(folder, lease) }
        }
        return kept
    }
}

extension FetchedMessage {
    /// Why there are no bytes.
    fileprivate var trouble: String? {
        switch body {
        case .bytes: nil
        case .tooLarge(let size): "It has \(size) bytes, which is more than we read."
        case .unavailable, .notRequested: "The server lists it and can't give it out."
        }
    }

    fileprivate func placement(_ fate: Placement.Fate, _ messageID: String?) -> Placement {
        Placement(uid: uid, messageID: messageID, size: size, fate: fate, isSeen: flags.contains(.seen))
    }
}

extension Arrival {
    init(_ message: FetchedMessage, of folder: MailboxFolder, account: ID) {
        self.init(
            source: message.bytes ?? [],
            origin: .mailbox(account: account, role: folder.role, isSeen: message.flags.contains(.seen)),
            receivedAt: message.internalDate)
    }
}
