import AjarCore
import AjarMail
import AjarResource
import AjarStore

/// Comparing our books with what the server has.
extension MailboxSync {
    /// Counts first: they are cheap. When they differ, or were trusted for long, number by number.
    func compare(_ mailbox: SelectedMailbox, _ folder: inout MailboxFolder) async throws {
        let counted = folder
        let ours = try await books.read { [lease] in try $0.countPlaced(in: counted, lease) }
        let isRecent = folder.dateReconciled.map { now - $0 < settings.reconcileEvery } ?? false
        if folder.gap > 0 || !isRecent || ours + folder.olderCount != mailbox.messages {
            try await reconcile(&folder)
        }
    }

    /// What is gone from the server goes here; what is there and not here is a gap, and is fetched. A gap
    /// that stays is shown, on the folder and on the account.
    func reconcile(_ folder: inout MailboxFolder) async throws {
        guard let cursor = folder.cursor else { return }
        let all = try await session.search([.all]).intersection(seen(cursor))
        if all.isEmpty, let count = await session.mailbox?.messages, count > 0, cursor.lastUID > 0,
            try await session.search([.all]).isEmpty
        {
            throw trouble("The server says that there are \(count) messages, and finds none.")
        }
        let wanted = try await session.search([.since(since)]).intersection(seen(cursor))
        let opened = folder
        var ours = try await books.read { [lease] in try $0.placed(in: opened, lease) }
        let gone = SyncPlan.expunged(ours: ours, theirs: all)
        if !gone.isEmpty { try await forget(gone, of: folder) }
        var gap = SyncPlan.gap(known: ours, theirs: wanted, cursor: cursor)
        if !gap.isEmpty {
            for batch in gap.pieces(count: settings.batch) { try await bring(batch, of: folder) }
            ours = try await books.read { [lease] in try $0.placed(in: opened, lease) }
            gap = gap.subtracting(ours)
            if !gap.isEmpty { gap = try await session.search([.uids(gap)]) }
        }
        folder.serverCount = all.count
        folder.olderCount = all.subtracting(ours).subtracting(gap).count
        folder.dateReconciled = now
        if gap.count != folder.gap { try await show(gap.count, of: folder) }
        folder.gap = gap.count
    }

    /// What came after the cursor is no gap; it is new.
    private func seen(_ cursor: SyncCursor) -> UIDSet {
        cursor.lastUID > 0 ? UIDSet(1...cursor.lastUID) : UIDSet()
    }

    private func forget(_ gone: UIDSet, of folder: MailboxFolder) async throws {
        try await books.write { [lease] context in
            let ids = folder.role == .inbox ? try context.reader.messageIDs(of: gone, in: folder, lease) : []
            try context.transaction.forget(gone, in: folder, lease)
            try MailboxMirror.completeTasks(ids, context)
        }
    }

    private func show(_ gap: Int, of folder: MailboxFolder) async throws {
        try await books.write { [lease] context in
            guard let account = try context.find(ConnectedAccount.resource, lease.account.text, lock: true)
            else { return }
            let error: JSON =
                gap == 0
                ? .null
                : [
                    "message": .string(
                        "\(gap) messages of \(folder.name.text) are on the server and could not be fetched."),
                    "reason": "gap", "date": .string(context.now.text()),
                ]
            guard gap > 0 || account["last_error"]["reason"] == "gap" else { return }
            try context.update(ConnectedAccount.resource, account) { $0["last_error"] = error }
        }
    }

    // MARK: - Flags

    /// Messages of the inbox that somebody read elsewhere, or marked as unread.
    func mirrorFlags(_ flags: SyncPlan.Flags, _ folder: inout MailboxFolder) async throws {
        guard let last = folder.cursor?.lastUID, last > 0 else { return }
        let (opened, all) = (folder, UIDSet(1...last))
        let (seen, unseen): (UIDSet, UIDSet)
        switch flags {
        case .unchanged: return
        case .since(let modSeq):
            let entries = try await session.fetchFlags(all, changedSince: modSeq).entries
            seen = UIDSet(entries.filter { $0.flags.contains(.seen) }.map(\.uid))
            unseen = UIDSet(entries.map(\.uid)).subtracting(seen)
        case .compare:
            // Without a count of changes, one question tells them all apart.
            unseen = try await session.search([.flag(.seen, false)]).intersection(all)
            seen = all.subtracting(unseen)
        }
        let asked = seen.union(unseen)
        guard let first = asked.first, let end = asked.last else { return }
        try await books.write { [lease] context in
            let reader = context.reader
            func ours(isSeen: Bool) throws -> UIDSet {
                try reader.placed(in: opened, lease, within: first...end, fate: .kept, isSeen: isSeen)
            }
            let nowRead = try ours(isSeen: false).intersection(seen)
            let nowUnread = try ours(isSeen: true).intersection(unseen)
            try context.transaction.markSeen(nowRead, true, in: opened, lease)
            try context.transaction.markSeen(nowUnread, false, in: opened, lease)
            try MailboxMirror.completeTasks(try reader.messageIDs(of: nowRead, in: opened, lease), context)
            try MailboxMirror.reopenTasks(try reader.messageIDs(of: nowUnread, in: opened, lease), context)
        }
    }
}
