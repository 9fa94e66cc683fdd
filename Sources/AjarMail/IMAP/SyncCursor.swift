/// How far a folder is synchronised: all that must survive a restart.
///
/// UIDs only rise, so two of them are enough: everything above `lastUID` is new, everything below `oldestUID`
/// is history that is still to be imported, and what lies between was seen. Written down after each batch; if
/// we die before that, the batch is fetched again and its Message-IDs are recognised.
package struct SyncCursor: Sendable, Hashable {
    /// Another value on the server means that all UIDs mean nothing any more.
    package var uidValidity: UInt32
    /// The highest UID that was handed over.
    package var lastUID: UID
    /// The lowest UID that was handed over. Nil: no history was imported yet.
    package var oldestUID: UID?
    /// All history that was wanted is here.
    package var isHistoryComplete: Bool
    /// All changes of flags up to this one are known. Nil: the server doesn't count them.
    package var highestModSeq: UInt64?

    package init(
        uidValidity: UInt32, lastUID: UID, oldestUID: UID? = nil, isHistoryComplete: Bool = false,
        highestModSeq: UInt64? = nil
    ) {
        self.uidValidity = uidValidity
        self.lastUID = lastUID
        self.oldestUID = oldestUID
        self.isHistoryComplete = isHistoryComplete
        self.highestModSeq = highestModSeq
    }

    /// For a folder that is seen for the first time: what is there now is history, what comes later is new.
    package init?(opening mailbox: SelectedMailbox) {
        guard let validity = mailbox.uidValidity, let next = mailbox.uidNext, next > 0 else { return nil }
        self.init(
            uidValidity: validity, lastUID: next - 1, isHistoryComplete: mailbox.messages == 0,
            highestModSeq: mailbox.highestModSeq)
    }

    /// New messages up to this UID were stored.
    package mutating func storedNew(upTo uid: UID) { lastUID = max(lastUID, uid) }

    /// A batch of history was stored; `rest`: what of it is still to come.
    package mutating func storedHistory(_ batch: UIDSet, rest: UIDSet) {
        if let first = batch.first { oldestUID = min(oldestUID ?? first, first) }
        isHistoryComplete = rest.isEmpty
    }

    /// Flags were compared up to the state that SELECT told.
    package mutating func storedFlags(upTo modSeq: UInt64?) {
        guard let modSeq else { return }
        highestModSeq = max(highestModSeq ?? 0, modSeq)
    }
}
