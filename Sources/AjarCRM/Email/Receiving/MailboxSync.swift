import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Makes our books agree with the mailboxes of one account, over one connection. What must survive a crash is
/// in the database; what is here only saves asking again.
actor MailboxSync {
    let session: IMAPSession
    let books: MailboxBooks
    let settings: MailboxSettings
    /// No older history is imported.
    let since: CivilDate
    var folders: [MailboxFolder]
    /// Batches of history that are still to come, newest first.
    var histories: [ID: [UIDSet]] = [:]
    /// How much of the mail that was looked at is kept, per folder: where it is most, headers need no look of
    /// their own.
    var shares: [ID: Double] = [:]
    private var nextPoll: ContinuousClock.Instant = .now

    var lease: MailboxLease { books.lease }

    init(session: IMAPSession, books: MailboxBooks, settings: MailboxSettings, since: CivilDate) async throws
    {
        self.session = session
        self.books = books
        self.settings = settings
        self.since = since
        let chosen = MailboxFolder.choose(try await session.list())
        folders = try await books.write { [lease = books.lease] context in
            try context.transaction.keepFolders(chosen, lease)
        }
    }

    /// One look at everything that is due. Says whether there is more to do at once. Afterwards the inbox is
    /// open.
    func pass() async throws -> Bool {
        let isPoll = nextPoll <= .now
        if isPoll { nextPoll = .now + settings.pollEvery }
        var quiet: [ID] = []
        for index in folders.indices where isPoll || folders[index].role == .inbox {
            try await tolerate(index) {
                if folders[index].role != .inbox, try await isQuiet(index) {
                    quiet.append(folders[index].id)
                } else {
                    try await visit(index)
                }
            }
        }
        let known = quiet
        if !known.isEmpty {
            try await books.write { [lease] in try $0.transaction.noteSynced(known, lease) }
        }
        try await runErrands()
        if let index = folders.firstIndex(where: { $0.cursor?.isHistoryComplete == false && isDue($0) }) {
            try await tolerate(index) { try await importHistory(index) }
            return true
        }
        if isPoll { try await books.write { [lease] in try $0.transaction.noteHealthy(lease) } }
        return try await !openInbox()
    }

    /// Whether nothing came into the inbox while others were open.
    private func openInbox() async throws -> Bool {
        guard let inbox = folders.first(where: { $0.role == .inbox }) else { return true }
        if await session.mailbox?.name == inbox.name { return true }
        let mailbox = try await session.select(inbox.name)
        return mailbox.uidNext == inbox.cursor.map { $0.lastUID &+ 1 }
            && mailbox.messages == inbox.serverCount
    }

    private func isDue(_ folder: MailboxFolder) -> Bool { folder.nextTry.map { $0 <= now } ?? true }

    var now: Timestamp { books.engine.store.environs.clock.now }

    private func isQuiet(_ index: Int) async throws -> Bool {
        let folder = folders[index]
        guard await session.mailbox?.name != folder.name else { return false }
        let isReconciled = folder.dateReconciled.map { now - $0 < settings.reconcileEvery } ?? false
        return !folder.differs(from: try await session.status(folder.name)) && isReconciled
    }

    /// Trouble with one folder is written down there and keeps nobody from the others.
    private func tolerate(_ index: Int, _ body: () async throws -> Void) async throws {
        guard isDue(folders[index]) else { return }
        do {
            try await body()
            folders[index].failures = 0
            folders[index].nextTry = nil
        } catch let failure as IMAPFailure where !failure.endsSession {
            folders[index].failures += 1
            let delay = settings.backoff(folders[index].failures, books.engine.store.environs.random)
            let nextTry = now + delay
            folders[index].nextTry = nextTry
            let folder = folders[index]
            try await books.write { [lease] context in
                try context.transaction.noteTrouble(
                    folder, failure.json(at: context.now), nextTry: nextTry, lease)
            }
        }
    }

    // MARK: - One folder

    func visit(_ index: Int) async throws {
        var folder = folders[index]
        defer { folders[index] = folder }
        let mailbox = try await session.select(folder.name)
        let plan = SyncPlan(cursor: folder.cursor, mailbox: mailbox, known: folder.serverCount ?? 0)
        switch plan.identity {
        case .same: break
        case .new, .changed:
            guard let cursor = SyncCursor(opening: mailbox) else {
                throw trouble("The server does not say UIDVALIDITY and UIDNEXT.")
            }
            folder.cursor = cursor
            histories[folder.id] = nil
        case .none:
            throw trouble(
                "The server numbers the messages of this folder anew each time, so they can't be told apart.")
        }
        folder.serverCount = mailbox.messages
        if let new = plan.newMessages, plan.identity == .same { try await bringNew(new, mailbox, &folder) }
        if folder.role == .inbox, plan.identity == .same { try await mirrorFlags(plan.flags, &folder) }
        folder.cursor?.storedFlags(upTo: mailbox.highestModSeq)
        if folder.cursor?.isHistoryComplete == true { try await compare(mailbox, &folder) }
        let seen = folder
        try await books.write { [lease] context in
            try context.transaction.save(seen, lease)
            if seen.cursor?.isHistoryComplete == true, seen.gap == 0 {
                try context.transaction.noteSynced([seen.id], lease)
            }
        }
    }

    private func bringNew(
        _ new: UIDSet, _ mailbox: SelectedMailbox, _ folder: inout MailboxFolder
    ) async throws {
        var wanted = new
        if let first = new.first, let next = mailbox.uidNext, next > first, next - first <= 1000 {
            wanted = UIDSet(first...(next - 1))
        } else {
            // An open end, or a wide gap in the numbers: the server knows which there are.
            wanted = try await session.search([.uids(new)])
        }
        for batch in wanted.pieces(count: settings.batch) {
            var ahead = folder
            if let last = batch.last { ahead.cursor?.storedNew(upTo: last) }
            try await bring(batch, of: folder, reaching: ahead)
            folder = ahead
        }
    }

    func trouble(_ message: String) -> IMAPFailure {
        IMAPFailure(stage: .select, reason: .unsupported, host: session.account.host, message: message)
    }
}

/// The pace of the watching. Tests are impatient.
package struct MailboxSettings: Sendable {
    /// How often the folders beside the inbox are asked: the longest lag of what happens there.
    package var pollEvery: Duration = .seconds(120)
    /// How often the numbers of all messages are compared although the counts agree.
    package var reconcileEvery: Duration = .seconds(6 * 3600)
    package var firstRetry: Duration = .seconds(5)
    /// Network trouble is tried again for ever, at least this often.
    package var longestRetry: Duration = .seconds(900)
    package var lease: Duration = .seconds(60)
    /// How many accounts are worked on at the same time; the others watch and wait.
    package var places = 16
    /// Messages per step of the cursor.
    var batch = 1000
    /// How long history is imported before somebody looks for new mail again.
    var historyTurn: Duration = .seconds(20)

    package init() {}

    func backoff(_ failures: Int, _ random: RandomSource) -> Duration {
        let delay = min(firstRetry * (1 << min(20, max(0, failures - 1))), longestRetry)
        // So that accounts of one server don't come back all at once.
        return delay * (0.8 + 0.4 * random.fraction)
    }
}

extension IMAPFailure {
    /// For the API and `ajar doctor`: the server's words, and no credential.
    func json(at moment: Timestamp) -> JSON {
        [
            "message": .string(message), "code": JSON(code), "stage": .string(stage.rawValue),
            "reason": .string(reason.rawValue), "host": .string(host), "date": .string(moment.text()),
        ]
    }
}
