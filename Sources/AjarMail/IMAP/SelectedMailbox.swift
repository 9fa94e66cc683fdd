/// The mailbox that is open, as the server described it when it was opened and ever since.
package struct SelectedMailbox: Sendable, Hashable {
    package let name: MailboxName
    package var isReadOnly: Bool
    package var messages = 0
    package var uidValidity: UInt32?
    package var uidNext: UID?
    /// Nil: the server doesn't count changes here, so flags must be compared one by one.
    package var highestModSeq: UInt64?
    package var flags: Set<Flag> = []
    package var permanentFlags: Set<Flag> = []
    /// UIDs don't survive the session here (RFC 4315 §2).
    package var hasLastingUIDs = true

    package init(name: MailboxName, isReadOnly: Bool) {
        self.name = name
        self.isReadOnly = isReadOnly
    }

    mutating func note(_ data: ServerData) {
        switch data {
        case .exists(let count): messages = count
        case .expunge: messages = max(0, messages - 1)
        case .vanished(let uids, let isEarlier): if !isEarlier { messages = max(0, messages - uids.count) }
        case .flags(let flags): self.flags = flags
        case .notice(_, let text): note(text.code)
        case .capability, .enabled, .list, .status, .recent, .fetch, .search, .other: break
        }
    }

    private mutating func note(_ code: ResponseCode?) {
        switch code {
        case .uidValidity(let validity): uidValidity = validity
        case .uidNext(let uid): uidNext = uid
        case .highestModSeq(let modSeq): highestModSeq = modSeq
        case .noModSeq: highestModSeq = nil
        case .permanentFlags(let flags): permanentFlags = flags
        case .uidNotSticky: hasLastingUIDs = false
        case .readOnly: isReadOnly = true
        case nil, .alert, .capability, .readWrite, .appendUID, .copyUID, .modified, .tryCreate, .other: break
        }
    }
}
