package import AjarCore

/// One thing we say. What users typed becomes a quoted string or a literal and can't end the line.
package enum IMAPCommand: Sendable, Hashable {
    case capability, startTLS, noop, logout, idle, unselect
    case login(username: String, Secret)
    /// With the initial response, if the server takes it on the same line.
    case authenticate(mechanism: String, initial: Secret?)
    case identify
    case enable([String])
    case list(withUses: Bool)
    case status(MailboxName, withModSeq: Bool)
    case select(MailboxName, condStore: Bool, readOnly: Bool)
    case fetch(UIDSet, FetchItems, changedSince: UInt64?, vanished: Bool)
    /// Among the messages with these sequence numbers.
    case search([SearchCriterion], within: ClosedRange<Int>?, extended: Bool)
    case store(UIDSet, FlagChange, unchangedSince: UInt64?)
    case copy(UIDSet, MailboxName)
    case move(UIDSet, MailboxName)
    /// Nil: everything marked as deleted.
    case expunge(UIDSet?)
    case append(MailboxName, flags: Set<Flag>, date: Timestamp?, message: [UInt8])

    /// What of a message to fetch.
    package enum FetchItems: Sendable, Hashable {
        case flags
        /// With RFC822.SIZE and INTERNALDATE.
        case overview
        case headers([HeaderName])
        /// Everything. Never marks a message as read.
        case message
    }

    /// How STORE changes flags.
    package enum FlagChange: Sendable, Hashable {
        case add(Set<Flag>)
        case remove(Set<Flag>)
        case replace(Set<Flag>)
    }

    var stage: IMAPStage {
        switch self {
        case .capability: .capability
        case .startTLS: .tls
        case .noop: .noop
        case .logout: .logout
        case .idle: .idle
        case .login, .authenticate: .authentication
        case .identify, .enable: .introduction
        case .list: .list
        case .status: .status
        case .select, .unselect: .select
        case .fetch: .fetch
        case .search: .search
        case .store: .store
        case .copy: .copy
        case .move: .move
        case .expunge: .expunge
        case .append: .append
        }
    }

    /// For people and logs: the verb, never a credential, an address or a body.
    package var label: String {
        switch self {
        case .capability: "CAPABILITY"
        case .startTLS: "STARTTLS"
        case .noop: "NOOP"
        case .logout: "LOGOUT"
        case .idle: "IDLE"
        case .unselect: "UNSELECT"
        case .login: "LOGIN"
        case .authenticate(let mechanism, _): "AUTHENTICATE \(mechanism)"
        case .identify: "ID"
        case .enable: "ENABLE"
        case .list: "LIST"
        case .status(let name, _): "STATUS \(name.text)"
        case .select(let name, _, let readOnly): "\(readOnly ? "EXAMINE" : "SELECT") \(name.text)"
        case .fetch: "UID FETCH"
        case .search: "UID SEARCH"
        case .store: "UID STORE"
        case .copy: "UID COPY"
        case .move: "UID MOVE"
        case .expunge(let uids): uids == nil ? "EXPUNGE" : "UID EXPUNGE"
        case .append: "APPEND"
        }
    }
}

extension IMAPCommand: CustomStringConvertible {
    package var description: String { label }
}

/// What to look for. `search-key` of RFC 9051.
package enum SearchCriterion: Sendable, Hashable {
    case all
    case uids(UIDSet)
    case flag(Flag, Bool)
    /// By the day on which the server received it.
    case since(CivilDate), before(CivilDate)
    case header(HeaderName, contains: String)
    /// In From, To, Cc or Bcc.
    case address(String)
}
