/// What a report means for one recipient of one mail of ours.
package struct Bounce: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The address doesn't work and won't: never write to it again.
        case hard
        /// This mail didn't arrive; another may.
        case soft
        /// The server doesn't want this mail or its sender; the address is fine.
        case policy
        /// The recipient calls our mail spam.
        case complaint
        /// A machine answered in the recipient's name; the mail arrived.
        case autoReply = "auto_reply"
    }

    package var kind: Kind
    /// False while the server still tries.
    package var isFinal = true
    /// Nil if the report doesn't say; then the Message-ID tells whom we wrote to.
    package var recipient: Address?
    package var status: EnhancedStatus?
    /// The server's words. Bounded, without control characters.
    package var diagnostic: String = ""
    /// The mail of ours it is about.
    package var messageID: MessageID?
    package var envelopeID: String?

    package init(kind: Kind, recipient: Address? = nil) {
        self.kind = kind
        self.recipient = recipient
    }

    /// One per recipient that didn't get the mail, or complained, or whose machine answered; none for
    /// ordinary mail, for good news and for receipts.
    package static func all(in message: ReadMessage) -> [Bounce] {
        if let report = DeliveryReport(message) { return report.bounces }
        if let report = ComplaintReport(message) { return report.bounces }
        if DispositionReport(message) != nil { return [] }
        guard message.isAutoReply, let sender = message.from, !isMailingList(message) else { return [] }
        var bounce = Bounce(kind: .autoReply, recipient: sender)
        bounce.messageID = message.inReplyTo ?? message.references.last
        return [bounce]
    }

    /// A newsletter is no answer to anything, though a machine sent it.
    private static func isMailingList(_ message: ReadMessage) -> Bool {
        message.header("List-Id") != nil || message.header("List-Unsubscribe") != nil
    }
}

extension DeliveryReport {
    package var bounces: [Bounce] {
        recipients.compactMap { recipient in
            var bounce: Bounce
            switch recipient.action {
            case .delivered, .relayed, .expanded: return nil
            case .delayed:
                bounce = Bounce(kind: .soft, recipient: recipient.recipient)
                bounce.isFinal = false
            case .failed:
                bounce = Bounce(
                    kind: Bounce.Kind(status: recipient.status, words: recipient.diagnostic),
                    recipient: recipient.recipient)
            }
            bounce.status = recipient.status
            bounce.diagnostic = recipient.diagnostic
            bounce.messageID = returned?.messageID
            bounce.envelopeID = originalEnvelopeID
            return bounce
        }
    }
}

extension ComplaintReport {
    package var bounces: [Bounce] {
        guard isComplaint else { return [] }
        let recipients: [Address?] = originalRecipients.isEmpty ? [nil] : originalRecipients
        return recipients.map { recipient in
            var bounce = Bounce(kind: .complaint, recipient: recipient)
            bounce.diagnostic = feedbackType
            bounce.messageID = returned?.messageID
            return bounce
        }
    }
}

extension Bounce.Kind {
    /// By the status first. Words decide where the status says little, or where servers are known to misuse
    /// it. In doubt it is soft: an address that is wrongly given up is lost, one that is wrongly kept bounces
    /// again.
    package init(status: EnhancedStatus?, words: String) {
        let words: String = words.lowercased()
        guard let status, status.category == 5 else {
            let code: Int? = Self.replyCode(in: words)
            if status == nil, code.map({ $0 >= 500 }) ?? true {
                self = Self.byWords(words) ?? .soft
            } else {
                self = .soft
            }
            return
        }
        switch (status.subject, status.detail) {
        case (1, 8), (1, 7): self = .policy  // the sender's address
        case (1, _):
            self = Self.says(words, Self.policyWords) && !Self.says(words, Self.hardWords) ? .policy : .hard
        case (2, 1): self = .hard
        case (2, 2): self = .soft
        case (2, 3), (3, 4): self = .policy  // too large
        case (4, 1), (4, 4): self = Self.says(words, Self.softWords) ? .soft : .hard
        case (4, _): self = .soft
        case (6, _): self = .policy
        case (7, _):
            self = Self.says(words, Self.hardWords) && !Self.says(words, Self.policyWords) ? .hard : .policy
        case (_, _): self = Self.byWords(words) ?? .soft
        }
    }

    private static func byWords(_ words: String) -> Bounce.Kind? {
        if says(words, softWords) { return .soft }
        if says(words, policyWords) { return .policy }
        return says(words, hardWords) ? .hard : nil
    }

    private static func says(_ words: String, _ list: [String]) -> Bool {
        list.contains { words.contains($0) }
    }

    private static func replyCode(in words: String) -> Int? {
        words.split { !$0.isNumber }.lazy.filter { $0.count == 3 }.compactMap { Int($0) }.first {
            (400..<600).contains($0)
        }
    }

    private static let hardWords: [String] = [
        "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox",
        "no mailbox here", "does not exist",
        "doesn't exist", "doesn't have a", "mailbox unavailable", "mailbox not found", "invalid recipient",
        "recipient not found",
        "recipientnotfound", "address not found", "unrouteable address", "unrouteable mail domain",
        "account has been disabled",
        "account is disabled", "mailbox disabled", "no longer", "not a valid mailbox", "unknown recipient",
        "recipient unknown",
        "host not found", "domain not found", "user not found", "bad destination",
        "recipient address rejected",
    ]
    private static let policyWords: [String] = [
        "spam", "blocked", "blacklist", "block list", "blocklist", "policy", "reputation", "dmarc", "spf",
        "dkim", "not authorized",
        "unauthenticated", "not permitted", "rejected due to", "content", "virus", "banned", "too large",
        "size limit", "relay",
        "access denied", "suspicious", "unsolicited",
    ]
    private static let softWords: [String] = [
        "quota", "mailbox full", "mailbox is full", "is full", "out of storage", "temporar", "try again",
        "later", "timed out",
        "timeout", "connection refused", "greylist", "grey list", "too many", "rate limit", "over the limit",
        "insufficient",
    ]
}
