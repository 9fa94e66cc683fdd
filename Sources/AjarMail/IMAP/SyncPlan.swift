/// What to do with a folder next, decided from what we know and what SELECT says. Pure: no network, no
/// database.
package struct SyncPlan: Sendable, Hashable {
    /// Whether the UIDs we stored still mean the same messages.
    package enum Identity: Sendable, Hashable {
        /// Never seen before.
        case new
        case same
        /// All UIDs are void. The messages are found again by their Message-ID and get their new UIDs; only
        /// what is not found is fetched. Nothing is imported twice.
        case changed(from: UInt32)
        /// The server has no lasting UIDs; each visit starts from Message-IDs.
        case none
    }

    /// How to learn of flags that changed.
    package enum Flags: Sendable, Hashable {
        /// Nothing changed since the last visit.
        case unchanged
        /// The server tells what changed since.
        case since(UInt64)
        /// Read all and compare.
        case compare
    }

    package var identity: Identity
    /// To be fetched, in this order; nil if there is nothing new.
    package var newMessages: UIDSet?
    package var flags: Flags
    /// UIDs of ours must be compared with the server's: some message is gone, or might be.
    package var mustCheckExpunged: Bool
    /// There is history left to import.
    package var mustImportHistory: Bool

    /// `known`: how many messages of this folder we have in our books, below or at the cursor's last UID.
    package init(cursor: SyncCursor?, mailbox: SelectedMailbox, known: Int) {
        flags = .compare
        mustCheckExpunged = false
        mustImportHistory = true
        newMessages = nil
        guard mailbox.hasLastingUIDs, let validity = mailbox.uidValidity else {
            identity = .none
            return
        }
        guard let cursor else {
            identity = .new
            flags = .unchanged
            mustImportHistory = mailbox.messages > 0
            return
        }
        guard cursor.uidValidity == validity else {
            identity = .changed(from: cursor.uidValidity)
            mustImportHistory = mailbox.messages > 0
            return
        }
        identity = .same
        mustImportHistory = !cursor.isHistoryComplete
        let arrived: Int = Self.arrived(cursor, mailbox)
        // Without UIDNEXT only asking tells. A UIDNEXT below ours would be a broken server; nothing is new
        // then.
        if mailbox.uidNext == nil || arrived > 0 { newMessages = UIDSet(from: cursor.lastUID &+ 1) }
        if cursor.lastUID == .max { newMessages = nil }
        switch (cursor.highestModSeq, mailbox.highestModSeq) {
        case (let old?, let new?) where new == old: flags = .unchanged
        case (let old?, let new?) where new > old: flags = .since(old)
        // Counting began anew, or never began.
        case (_, _): flags = .compare
        }
        mustCheckExpunged = Self.mustCheckExpunged(cursor, mailbox, known: known, arrived: arrived)
    }

    private static func arrived(_ cursor: SyncCursor, _ mailbox: SelectedMailbox) -> Int {
        guard let next = mailbox.uidNext else { return 0 }
        return max(0, Int(next) - 1 - Int(cursor.lastUID))
    }

    /// Messages of ours are all there if the server has as many as we know and as could have come. New UIDs
    /// may be gaps, and then the counts say nothing; nor do they while history is missing.
    private static func mustCheckExpunged(
        _ cursor: SyncCursor, _ mailbox: SelectedMailbox, known: Int, arrived: Int
    ) -> Bool {
        // Expunging counts as a change where changes are counted.
        if let old = cursor.highestModSeq, old == mailbox.highestModSeq { return false }
        return !cursor.isHistoryComplete || arrived > 0 || mailbox.messages != known
    }
}

extension SyncPlan {
    /// History in batches, newest first: what people look for is found soon. Resumable: `oldest` of the
    /// cursor says where the last run stopped. `all`: what SEARCH found of the wanted history.
    package static func history(_ all: UIDSet, cursor: SyncCursor, batch size: Int = 500) -> [UIDSet] {
        let last: UID = min(cursor.lastUID, cursor.oldestUID.map { $0 - 1 } ?? cursor.lastUID)
        guard last > 0, size > 0 else { return [] }
        let rest: UIDSet = all.intersection(UIDSet(1...last))
        var batches: [UIDSet] = []
        var open: [ClosedRange<UID>] = []
        var room: Int = size
        for range in rest.ranges.reversed() {
            var end: UID = range.upperBound
            while true {
                let count: Int = min(room, Int(end - range.lowerBound) + 1)
                let start = UID(Int(end) - count + 1)
                open.append(start...end)
                room -= count
                if room == 0 {
                    batches.append(UIDSet(open))
                    (open, room) = ([], size)
                }
                guard start > range.lowerBound else { break }
                end = start - 1
            }
        }
        if !open.isEmpty { batches.append(UIDSet(open)) }
        return batches
    }

    /// What is gone from the server: ours, but not theirs.
    package static func expunged(ours: UIDSet, theirs: UIDSet) -> UIDSet { ours.subtracting(theirs) }

    /// What the server has and we don't, although we should: a gap, to be shown and to be fetched. `known`
    /// holds what was stored, and what was looked at and left out.
    package static func gap(known: UIDSet, theirs: UIDSet, cursor: SyncCursor) -> UIDSet {
        let first: UID = cursor.isHistoryComplete ? 1 : cursor.oldestUID ?? cursor.lastUID
        guard cursor.lastUID >= first, cursor.lastUID > 0 else { return UIDSet() }
        let seen: ClosedRange<UID> =
            max(1, cursor.isHistoryComplete || cursor.oldestUID != nil ? first : first &+ 1)...UID.max
        return theirs.intersection(UIDSet(seen)).intersection(UIDSet(1...cursor.lastUID)).subtracting(known)
    }
}
