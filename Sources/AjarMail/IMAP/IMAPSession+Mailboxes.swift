/// Mailboxes: which there are, what is in them, opening and searching them.
extension IMAPSession {
    /// Sequence numbers per search: a result then always fits into one response, whatever the mailbox.
    static let searchWindow: Int = 5000

    package func list() async throws(IMAPFailure) -> [ListedMailbox] {
        var found: [ListedMailbox] = []
        let withUses: Bool = machine.capabilities.extendedList && machine.capabilities.specialUse
        try await run(.list(withUses: withUses)) { data in
            if case .list(let mailbox) = data, found.count < ResponseLimits.maximumElements {
                found.append(mailbox)
            }
        }
        return found
    }

    /// Without opening it. Not for the mailbox that is open.
    package func status(_ name: MailboxName) async throws(IMAPFailure) -> MailboxStatus {
        var status = MailboxStatus(name: name)
        try await run(.status(name, withModSeq: machine.capabilities.condStore)) { data in
            if case .status(let found) = data { status = found }
        }
        return status
    }

    /// Opens a mailbox; the one that was open is closed.
    @discardableResult
    package func select(
        _ name: MailboxName, condStore: Bool = true, readOnly: Bool = false
    ) async throws(IMAPFailure) -> SelectedMailbox {
        // ENABLE did it once and for all; the parameter is for servers that don't know ENABLE.
        let needsParameter: Bool = condStore && machine.capabilities.condStore && machine.enabled.isEmpty
        unreported = []
        try await run(.select(name, condStore: needsParameter, readOnly: readOnly))
        guard let mailbox = machine.mailbox else { throw lost }
        return mailbox
    }

    /// All that match, ascending. The windows go from the newest to the oldest message: one that is expunged
    /// meanwhile moves others into windows still to come, so none is missed.
    package func search(_ criteria: [SearchCriterion]) async throws(IMAPFailure) -> UIDSet {
        guard let mailbox = machine.mailbox else { throw notOpen(.search) }
        var found: [UIDSet] = []
        var last: Int = mailbox.messages
        while last > 0 {
            let first: Int = max(1, last - Self.searchWindow + 1)
            found.append(try await search(criteria, within: first...last))
            // Fewer messages than a moment ago: the next window ends no later than the mailbox does.
            last = min(first - 1, machine.mailbox?.messages ?? 0)
        }
        return UIDSet(found.flatMap(\.ranges))
    }

    private func search(
        _ criteria: [SearchCriterion], within range: ClosedRange<Int>
    ) async throws(IMAPFailure) -> UIDSet {
        var result = UIDSet()
        let isExtended: Bool = machine.capabilities.extendedSearch
        try await run(.search(criteria, within: range, extended: isExtended)) { data in
            if case .search(let found) = data { result = result.union(found.uids) }
        }
        return result
    }

    /// A sign of life, and the server's chance to say what changed.
    package func noop() async throws(IMAPFailure) { try await run(.noop) }

    func notOpen(_ stage: IMAPStage) -> IMAPFailure {
        IMAPFailure(stage: stage, reason: .unsupported, host: account.host, message: "No mailbox is open.")
    }
}
