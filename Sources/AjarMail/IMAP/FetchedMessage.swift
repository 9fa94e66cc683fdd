package import AjarCore

/// A message as FETCH gave it.
package struct FetchedMessage: Sendable, Hashable {
    package var uid: UID
    package var flags: Set<Flag>
    /// When the server received it.
    package var internalDate: Timestamp?
    /// In bytes, as the server counts.
    package var size: Int?
    package var modSeq: UInt64?
    package var body: Body

    package enum Body: Sendable, Hashable {
        /// The whole message, or the headers that were asked for.
        case bytes([UInt8])
        /// Larger than allowed, so it was read past.
        case tooLarge(size: Int)
        /// The server has the message and can't give it out.
        case unavailable
        /// Only flags or an overview were asked for.
        case notRequested
    }

    package var bytes: [UInt8]? {
        if case .bytes(let bytes) = body { bytes } else { nil }
    }

    /// Nil without a UID: then it is news about some message, and not an answer to us.
    package init?(_ data: FetchData) {
        guard let uid = data.uid, uid > 0 else { return nil }
        self.uid = uid
        flags = data.flags ?? []
        internalDate = data.internalDate
        size = data.size
        modSeq = data.modSeq
        body =
            switch data.body {
            case .bytes(let bytes): .bytes(bytes)
            case .omitted(let size): .tooLarge(size: size)
            case .missing: .unavailable
            case nil: .notRequested
            }
    }
}

extension FetchedMessage: CustomStringConvertible {
    package var description: String { "FetchedMessage(\(uid), \(size ?? 0) bytes)" }
}

/// Whether whoever takes the messages wants more of them.
package enum FetchAnswer: Sendable, Hashable {
    case more
    /// Nothing else is read, and the line is dropped: a FETCH can't be called back.
    case stop
}

/// Flags that were asked for, and which messages are gone.
package struct FlagReport: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var uid: UID
        package var flags: Set<Flag>
        package var modSeq: UInt64?
    }

    package var entries: [Entry] = []
    /// Only from servers with QRESYNC.
    package var vanished = UIDSet()

    package init() {}
}
