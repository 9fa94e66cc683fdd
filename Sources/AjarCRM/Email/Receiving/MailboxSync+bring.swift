import AjarCore
import AjarMail
import AjarResource
import AjarStore
import Synchronization

/// Getting messages out of a folder.
extension MailboxSync {
    /// Fetches what of these we don't know and somebody may want, and writes all of them down; `reaching` is
    /// the folder as it is once that is done. If we die in between, what was written is known, and the rest
    /// is fetched again.
    func bring(_ uids: UIDSet, of folder: MailboxFolder, reaching end: MailboxFolder? = nil) async throws {
        guard let first = uids.first, let last = uids.last else { return }
        let (known, mustScreen) = try await books.read { [lease] reader in
            (
                try reader.placed(in: folder, lease, within: first...last),
                try reader.hasOldNumbers(in: folder, lease)
            )
        }
        let wanted = uids.subtracting(known)
        if !mustScreen, shares[folder.id] ?? 0 >= 0.5 {
            let kept = try await fetch(wanted, of: folder, ending: .init(folder: end))
            shares[folder.id] = Double(kept) / Double(max(1, wanted.count))
            return
        }
        let (chosen, others) = try await screen(wanted, of: folder)
        if !wanted.isEmpty { shares[folder.id] = Double(chosen.count) / Double(wanted.count) }
        try await fetch(chosen, of: folder, ending: .init(placements: others, folder: end))
    }

    /// By headers alone: which to fetch, and what became of the others.
    private func screen(_ uids: UIDSet, of folder: MailboxFolder) async throws -> (UIDSet, [Placement]) {
        guard !uids.isEmpty else { return (uids, []) }
        let found: Mutex<[Screening.Envelope]> = Mutex([])
        try await session.fetchHeaders(uids, Screening.headers) { messages in
            let envelopes = messages.map(Screening.Envelope.init)
            found.withLock { $0 += envelopes }
            return .more
        }
        let envelopes = found.withLock { $0 }
        let screening = Screening(lease: lease, role: folder.role)
        let verdicts = try await books.read { try screening.verdicts(envelopes, $0) }
        var chosen: [UID] = []
        var others: [Placement] = []
        for (envelope, verdict) in zip(envelopes, verdicts) {
            switch verdict {
            case .fetch: chosen.append(envelope.uid)
            case .leaveOut: others.append(envelope.placement(.leftOut))
            case .same(let fate): others.append(envelope.placement(fate))
            }
        }
        return (UIDSet(chosen), others)
    }

    /// Whole messages. While some are written down the next ones arrive, and are written together: so much is
    /// written at a time as comes in meanwhile, within a bound.
    @discardableResult
    func fetch(_ uids: UIDSet, of folder: MailboxFolder, ending: MailboxBooks.Ending) async throws -> Int {
        let writing = Writing(books, folder)
        if !uids.isEmpty {
            do {
                try await session.fetch(uids) { await writing.take($0) }
            } catch {
                // Why we wanted no more says more than that we stopped.
                try await writing.finish(nil)
                throw error
            }
        }
        return try await writing.finish(ending)
    }

    /// Writes some messages while the next are fetched.
    private actor Writing {
        /// What may wait to be written.
        private static let maximumCount = 500
        private static let maximumBytes = 2 << 20

        private let books: MailboxBooks
        private let folder: MailboxFolder
        private var held: [FetchedMessage] = []
        private var heldBytes = 0
        private var isBusy = false
        private var running: Task<Int, any Error>?
        private var kept = 0
        private var failure: (any Error)?

        init(_ books: MailboxBooks, _ folder: MailboxFolder) {
            self.books = books
            self.folder = folder
        }

        func take(_ messages: [FetchedMessage]) async -> FetchAnswer {
            // The last ones are written with what ends the batch, so some are always kept back.
            if !held.isEmpty, !isBusy || held.count >= Self.maximumCount || heldBytes >= Self.maximumBytes {
                await settle()
                guard failure == nil else { return .stop }
                start(held, .init())
                (held, heldBytes) = ([], 0)
            }
            held += messages
            heldBytes += messages.reduce(0) { $0 + ($1.bytes?.count ?? 0) }
            return .more
        }

        /// With the last messages the cursor moves. Nil: what is held is dropped, and will be fetched again.
        @discardableResult
        func finish(_ ending: MailboxBooks.Ending?) async throws -> Int {
            await settle()
            if let ending, failure == nil {
                start(held, ending)
                await settle()
            }
            if let failure { throw failure }
            return kept
        }

        private func start(_ messages: [FetchedMessage], _ ending: MailboxBooks.Ending) {
            isBusy = true
            // Ends before `finish` does, which everybody calls.
            running = Task { [books, folder] in
                defer { isBusy = false }
                return try await books.enter(messages, of: folder, ending: ending)
            }
        }

        private func settle() async {
            do { kept += try await running?.value ?? 0 } catch { failure = failure ?? error }
            running = nil
        }
    }

    // MARK: - History

    /// Newest first, for a while. What was wanted is asked once per connection; where we stopped is in the
    /// cursor.
    func importHistory(_ index: Int) async throws {
        var folder = folders[index]
        defer { folders[index] = folder }
        let mailbox = try await session.select(folder.name)
        guard let cursor = folder.cursor, cursor.uidValidity == mailbox.uidValidity else {
            histories[folder.id] = nil
            return
        }
        if histories[folder.id] == nil {
            let all = try await session.search([.since(since)])
            histories[folder.id] = SyncPlan.history(all, cursor: cursor, batch: settings.batch)
        }
        let end: ContinuousClock.Instant = .now + settings.historyTurn
        while let batch = histories[folder.id]?.first, .now < end {
            let rest = histories[folder.id]?.dropFirst().first ?? UIDSet()
            var ahead = folder
            ahead.cursor?.storedHistory(batch, rest: rest)
            // Complete is what was compared.
            if rest.isEmpty { ahead.cursor?.isHistoryComplete = false }
            try await bring(batch, of: folder, reaching: ahead)
            folder = ahead
            histories[folder.id]?.removeFirst()
        }
        guard histories[folder.id]?.isEmpty == true else { return }
        histories[folder.id] = nil
        folder.cursor?.isHistoryComplete = true
        try await reconcile(&folder)
        let done = folder
        try await books.write { [lease] context in
            try context.transaction.forgetOldNumbers(in: done, lease)
            try context.transaction.save(done, lease)
            if done.gap == 0 { try context.transaction.noteSynced([done.id], lease) }
        }
    }
}
