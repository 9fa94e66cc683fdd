import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Doing in the mailbox what was promised.
extension MailboxSync {
    func runErrands() async throws {
        let due = try await books.read { [lease] in try $0.dueErrands(lease) }
        try await attempt(due.filter { $0.kind == .backfill }) { try await backfill($0.map(\.subject)) }
        for errand in due where errand.kind != .backfill {
            try await attempt([errand]) {
                errand.kind == .append
                    ? try await append(errand.subject) : try await archive(thread: errand.subject)
            }
        }
    }

    /// A refusal is written down and tried again later; a broken line ends the connection, and the errands
    /// stay due.
    private func attempt(
        _ errands: [MailboxErrand], _ body: ([MailboxErrand]) async throws -> Void
    ) async throws {
        guard let first = errands.first else { return }
        do {
            try await body(errands)
            // Dying before this does the same once more, which finds that it is done.
            try await books.write { [lease] in try $0.transaction.finish(errands, lease) }
        } catch let failure as IMAPFailure where !failure.endsSession {
            let next = now + settings.backoff(first.attempts + 1, books.engine.store.environs.random)
            try await books.write { [lease] context in
                for errand in errands {
                    try context.transaction.putOff(errand, failure.json(at: context.now), until: next, lease)
                }
            }
        }
    }

    private func attempt(_ errands: [MailboxErrand], _ body: () async throws -> Void) async throws {
        try await attempt(errands) { (_: [MailboxErrand]) in try await body() }
    }

    // MARK: - Sent copies

    /// Puts what was sent into the Sent folder, unless it is there: by the provider's own hand, or by ours
    /// before we died.
    private func append(_ email: String) async throws {
        guard let index = folders.firstIndex(where: { $0.role == .sent }),
            let copy = try await copy(of: email)
        else {
            return
        }
        // A provider that files it under a name of its own: whoever reads that finds out whose it is.
        try await visit(index)
        let sent = folders[index]
        let name = try HeaderName("Message-ID")
        for id in try await books.read({ [lease] in try $0.messageIDs(of: email, lease) }) {
            guard try await session.search([.header(name, contains: "<\(id)>")]).isEmpty else { return }
        }
        let place = try await session.append(copy.source, to: sent.name, flags: [.seen], date: now)
        guard let place, place.uidValidity == sent.cursor?.uidValidity else { return }
        // It is ours: nobody need fetch it to find that out. Without this it is found by its Message-ID.
        let placement = Placement(
            uid: place.uid, messageID: copy.id, size: copy.source.count, fate: .kept, isSeen: true)
        try await books.write { [lease] in try $0.transaction.place([placement], in: sent, lease) }
    }

    /// What was sent, as its sender wrote it: without what tells him that it was read.
    private func copy(of id: String) async throws -> (source: [UInt8], id: String)? {
        typealias Email = EmailActivity
        let found = try await books.engine.read(lease.caller) { context in
            let email = try context.find(Email.resource, id)
            let source = try context.reader.value(
                "SELECT source FROM email_source WHERE organization = \(context.organization) AND email_id = \(id)"
            ).bytes
            return try email.map {
                ($0, source, try LetterPaper($0, isCopy: true, context), context.installation.files)
            }
        }
        guard case (let email, let sent?, let paper, let files)? = found, let id = email[Email.messageID]
        else { return nil }
        // Without its files it can't be written again, and a copy that counts looks is better than none.
        let clean = try? await Letter(
            email, paper, now: email[Email.dateSent] ?? now, files, lease.organization)
        return (clean?.source ?? sent, id)
    }

    // MARK: - Done conversations

    /// Marks the messages of a conversation as read and moves them out of the inbox, if there is an archive.
    private func archive(thread: String) async throws {
        let archive = folders.first { $0.role == .archive }
        for inbox in folders where inbox.role == .inbox {
            let uids = try await books.read { [lease] reader -> UIDSet in
                let rows = try reader.rows(MailboxMirror.placements(of: thread, lease.organization))
                let validity = Int(inbox.cursor?.uidValidity ?? 0)
                return UIDSet(
                    rows.filter { $0.id("folder_id") == inbox.id && $0.int("uid_validity") == validity }
                        .map { UID(clamping: $0.int("uid")) })
            }
            let mailbox = try await session.select(inbox.name)
            guard !uids.isEmpty, mailbox.uidValidity == inbox.cursor?.uidValidity else { continue }
            try await session.store(uids, .add([.seen]))
            if let archive { try await session.move(uids, to: archive.name) }
            // Under their new numbers they are found by their Message-IDs.
            try await books.write { [lease] context in
                if archive == nil {
                    try context.transaction.markSeen(uids, true, in: inbox, lease)
                } else {
                    try context.transaction.forget(uids, in: inbox, lease)
                }
            }
        }
    }

    // MARK: - Addresses that came onto a contact

    /// What was left out because nobody knew these addresses.
    private func backfill(_ addresses: [String]) async throws {
        for folder in folders where folder.cursor != nil {
            let mailbox = try await session.select(folder.name)
            guard mailbox.uidValidity == folder.cursor?.uidValidity else { continue }
            let leftOut = try await books.read { [lease] in try $0.placed(in: folder, lease, fate: .leftOut) }
            guard !leftOut.isEmpty else { continue }
            var found = UIDSet()
            for address in addresses {
                found = found.union(try await session.search([.address(address), .since(since)]))
            }
            let wanted = found.intersection(leftOut)
            for batch in wanted.pieces(count: settings.batch) {
                try await fetch(batch, of: folder, ending: .init())
            }
        }
    }
}
