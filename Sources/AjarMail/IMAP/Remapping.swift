/// After a change of UIDVALIDITY: which message of ours has which UID now.
package struct Remapping: Sendable, Hashable {
    /// One message of ours, as we know it.
    package struct Known: Sendable, Hashable {
        package var uid: UID
        package var messageID: MessageID?
        package var size: Int?

        package init(uid: UID, messageID: MessageID?, size: Int? = nil) {
            self.uid = uid
            self.messageID = messageID
            self.size = size
        }
    }

    /// Old UID → new UID.
    package var found: [UID: UID] = [:]
    /// Old UIDs of messages that are no longer there.
    package var gone = UIDSet()
    /// New UIDs of messages that we don't have.
    package var unknown = UIDSet()

    /// Message-IDs decide. One that several messages have is settled by their size and then by their order,
    /// which servers keep. Messages without one can't be told apart safely; they count as gone and as
    /// unknown, and the reader's own hash of the content keeps them from being stored twice.
    package init(ours: [Known], theirs: [Known]) {
        var open: [MessageID: [Known]] = [:]
        for message in theirs.sorted(by: { $0.uid < $1.uid }) {
            if let id = message.messageID { open[id, default: []].append(message) }
        }
        var lost: [UID] = []
        var waiting: [Known] = []
        for message in ours.sorted(by: { $0.uid < $1.uid }) {
            guard let id = message.messageID, let candidates = open[id] else {
                lost.append(message.uid)
                continue
            }
            guard let index = candidates.firstIndex(where: { $0.size == message.size && message.size != nil })
            else {
                waiting.append(message)
                continue
            }
            found[message.uid] = candidates[index].uid
            open[id]?.remove(at: index)
        }
        for message in waiting {
            guard let id = message.messageID, let next = open[id]?.first else {
                lost.append(message.uid)
                continue
            }
            found[message.uid] = next.uid
            open[id]?.removeFirst()
        }
        gone = UIDSet(lost)
        unknown = UIDSet(theirs.map(\.uid)).subtracting(UIDSet(found.values))
    }
}
