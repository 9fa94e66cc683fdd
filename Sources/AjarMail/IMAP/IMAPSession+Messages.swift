package import AjarCore

/// Messages: fetching, marking, moving and adding them.
extension IMAPSession {
    /// What matching, threading and finding a message again need to know.
    package static let usualHeaders: [String] = [
        "Message-ID", "In-Reply-To", "References", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date",
        "Subject",
    ]
    /// What the messages of one call may hold before they are handed on.
    private static let handOverBytes: Int = 1 << 20

    /// Whole messages, in the server's order. `take` gets those that arrived together, never none; while it
    /// works, the server waits, so memory stays flat. UIDs that are gone are left out.
    package func fetch(
        _ uids: UIDSet, maximumSize: Int = 50 << 20, _ take: @Sendable ([FetchedMessage]) async -> FetchAnswer
    ) async throws(IMAPFailure) {
        try await fetch(uids, .message, literals: maximumSize, take)
    }

    /// Only the headers named, with flags, date and size.
    package func fetchHeaders(
        _ uids: UIDSet, _ names: [String] = usualHeaders,
        _ take: @Sendable ([FetchedMessage]) async -> FetchAnswer
    ) async throws(IMAPFailure) {
        try await fetch(uids, .headers(names.compactMap { try? HeaderName($0) }), literals: 256 * 1024, take)
    }

    /// Flags, of all the messages or of those that changed since.
    package func fetchFlags(
        _ uids: UIDSet, changedSince: UInt64? = nil
    ) async throws(IMAPFailure) -> FlagReport {
        var report = FlagReport()
        let since: UInt64? = machine.capabilities.condStore ? changedSince : nil
        let withVanished: Bool = since != nil && machine.enabled.contains("QRESYNC")
        for piece in uids.pieces(count: 5000) {
            try await run(.fetch(piece, .flags, changedSince: since, vanished: withVanished)) { data in
                switch data {
                case .fetch(let data):
                    if let uid = data.uid, let flags = data.flags, piece.contains(uid) {
                        report.entries.append(.init(uid: uid, flags: flags, modSeq: data.modSeq))
                    }
                case .vanished(let uids, isEarlier: true): report.vanished = report.vanished.union(uids)
                case .vanished, .notice, .capability, .enabled, .list, .status, .flags, .exists, .recent,
                    .expunge,
                    .search, .other:
                    break
                }
            }
        }
        return report
    }

    private func fetch(
        _ uids: UIDSet, _ items: IMAPCommand.FetchItems, literals: Int,
        _ take: @Sendable ([FetchedMessage]) async -> FetchAnswer
    ) async throws(IMAPFailure) {
        guard machine.mailbox != nil else { throw notOpen(.fetch) }
        for piece in uids.pieces() {
            try await fetchPiece(
                piece, .fetch(piece, items, changedSince: nil, vanished: false), literals, take)
        }
    }

    private func fetchPiece(
        _ uids: UIDSet, _ command: IMAPCommand, _ literals: Int,
        _ take: @Sendable ([FetchedMessage]) async -> FetchAnswer
    ) async throws(IMAPFailure) {
        await takeTurn()
        defer { endTurn() }
        allowLiterals(literals)
        let ending: IMAPMachine.Action = await withTaskCancellationHandler {
            await stream(uids, command, take)
        } onCancel: {
            abort()
        }
        if case .fail = ending { abort() }
        _ = try result(ending)
    }

    private func stream(
        _ uids: UIDSet, _ command: IMAPCommand, _ take: @Sendable ([FetchedMessage]) async -> FetchAnswer
    ) async -> IMAPMachine.Action {
        var held: [FetchedMessage] = []
        var heldBytes = 0
        var action: IMAPMachine.Action = machine.begin(command)
        while true {
            action = await step(action)
            switch action {
            case .deliver(let data):
                noteEvent(data, of: command)
                // An answer to us has what we asked for; flags alone are news about another message.
                if case .fetch(let found) = data, found.body != nil, let message = FetchedMessage(found),
                    uids.contains(message.uid)
                {
                    held.append(message)
                    heldBytes += message.bytes?.count ?? 0
                }
                action = .wait
            case .send, .wait, .startTLS: break
            case .ready, .idling, .finished, .refused, .fail, .close:
                let answer: FetchAnswer = held.isEmpty ? .more : await take(held)
                return answer == .more
                    ? action : machine.interrupted(.cancelled, "The caller wanted no more.")
            }
            guard !held.isEmpty, !hasResponses || heldBytes >= Self.handOverBytes else { continue }
            if await take(held) == .stop {
                return machine.interrupted(.cancelled, "The caller wanted no more.")
            }
            (held, heldBytes) = ([], 0)
        }
    }

    // MARK: - Changing

    /// With `unchangedSince`, messages that somebody else changed meanwhile are left alone and given back.
    @discardableResult
    package func store(
        _ uids: UIDSet, _ change: IMAPCommand.FlagChange, unchangedSince: UInt64? = nil
    ) async throws(IMAPFailure) -> UIDSet {
        var untouched = UIDSet()
        let since: UInt64? = machine.capabilities.condStore ? unchangedSince : nil
        for piece in uids.pieces() {
            let text: ResponseText = try await run(.store(piece, change, unchangedSince: since))
            if case .modified(let uids) = text.code { untouched = untouched.union(uids) }
        }
        return untouched
    }

    /// Where the messages are now, if the server says so.
    @discardableResult
    package func move(_ uids: UIDSet, to name: MailboxName) async throws(IMAPFailure) -> MovedMessages {
        var moved = MovedMessages()
        for piece in uids.pieces() {
            if machine.capabilities.move {
                let text: ResponseText = try await run(.move(piece, name)) { data in
                    if case .notice(_, let text) = data { moved.note(text.code) }
                }
                moved.note(text.code)
            } else {
                moved.note(try await run(.copy(piece, name)).code)
                try await expunge(piece)
            }
        }
        return moved
    }

    /// Removes for good. If we die in between, the messages stay marked as deleted.
    private func expunge(_ uids: UIDSet) async throws(IMAPFailure) {
        let others: UIDSet =
            machine.capabilities.uidPlus
            ? UIDSet() : try await search([.flag(.deleted, true)]).subtracting(uids)
        try await store(uids, .add([.deleted]))
        if machine.capabilities.uidPlus {
            try await run(.expunge(uids))
        } else if others.isEmpty {
            // EXPUNGE takes all that is marked. What somebody else marked is not ours to remove; then ours
            // stay too.
            try await run(.expunge(nil))
        }
    }

    /// Adds a message, byte for byte; line ends must be CRLF. Says where it is, if the server does.
    @discardableResult
    package func append(
        _ message: [UInt8], to name: MailboxName, flags: Set<Flag> = [], date: Timestamp? = nil
    ) async throws(IMAPFailure) -> AppendedMessage? {
        let text: ResponseText = try await run(.append(name, flags: flags, date: date, message: message))
        guard case .appendUID(let validity, let uid) = text.code else { return nil }
        return AppendedMessage(uidValidity: validity, uid: uid)
    }
}

/// Where an appended message is.
package struct AppendedMessage: Sendable, Hashable {
    package var uidValidity: UInt32
    package var uid: UID
}

/// Which UID became which in the other mailbox.
package struct MovedMessages: Sendable, Hashable {
    package var uidValidity: UInt32?
    package var uids: [UID: UID] = [:]

    package init() {}

    mutating func note(_ code: ResponseCode?) {
        guard case .copyUID(let validity, let from, let to) = code, from.count == to.count else { return }
        uidValidity = validity
        for (old, new) in zip(from, to) { uids[old] = new }
    }
}
