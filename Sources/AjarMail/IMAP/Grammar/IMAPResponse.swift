/// One response of a server, whole. RFC 9051 §7.
package enum IMAPResponse: Sendable, Hashable {
    /// `+ …`: the server waits for the rest of what we say.
    case continuation(ResponseText)
    /// The end of the command with that tag.
    case tagged(String, Condition, ResponseText)
    /// `* …`: data, asked for or not.
    case untagged(ServerData)

    /// How a command ended.
    package enum Condition: String, Sendable, Hashable { case ok, no, bad }
}

/// What a server tells in an untagged response.
package enum ServerData: Sendable, Hashable {
    case notice(Notice, ResponseText)
    case capability(IMAPCapabilities)
    /// What ENABLE switched on, in upper case.
    case enabled(Set<String>)
    case list(ListedMailbox)
    case status(MailboxStatus)
    case flags(Set<Flag>)
    /// How many messages the selected mailbox has.
    case exists(Int)
    case recent(Int)
    /// The message with that sequence number is gone.
    case expunge(Int)
    /// Messages are gone (RFC 7162 §3.2.10); `isEarlier`: they went before we looked.
    case vanished(UIDSet, isEarlier: Bool)
    case fetch(FetchData)
    case search(SearchResult)
    /// ID, NAMESPACE, and what some extension says that nobody asked for.
    case other(String)

    /// The word of an untagged status response.
    package enum Notice: String, Sendable, Hashable { case ok, no, bad, preauth, bye }
}

/// Why bytes are not an IMAP response.
package enum IMAPSyntaxError: Error, Sendable, Hashable {
    case lineTooLong, literalTooLarge, tooManyLiterals, responseTooLong
    case tooDeep, tooManyElements, tooManyFlags
    case malformed
}

/// How much of one response we are willing to hold.
package struct ResponseLimits: Sendable, Hashable {
    /// Nesting of parentheses, and elements of any list.
    static let maximumDepth: Int = 16
    static let maximumElements: Int = 10_000
    static let maximumFlags: Int = 500
    /// A literal that is longer than this isn't even read past.
    static let maximumLiteralAtAll: Int = 4 << 30

    package var line: Int = 64 * 1024
    /// All lines of one response together; only literals make a response have more than one.
    package var text: Int = 256 * 1024
    /// All literals of one response together. What is longer is read past and reported by its size.
    package var literals: Int = 64 * 1024
    package var literalCount: Int = 200

    package init() {}
}
