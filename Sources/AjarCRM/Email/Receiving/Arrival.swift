package import AjarCore
import AjarMail
import Crypto

/// A message that has come to us, read but not yet looked at. Made before the transaction: reading takes its time.
package struct Arrival: Sendable {
    /// How it came.
    package enum Origin: Sendable {
        case mailbox(account: ID, role: FolderRole, isSeen: Bool)
        /// Handed over by a mail server, for these addresses of ours; `sender` is the envelope's, nil for a bounce.
        case lmtp(sender: String?, recipients: [String])
        case imported
    }

    /// What a folder is for, as far as it matters here.
    package enum FolderRole: String, Sendable { case inbox, sent, archive, other }

    package let source: [UInt8]
    package let origin: Origin
    package let receivedAt: Timestamp?
    let message: Result<ReadMessage, ReadError>

    package init(source: [UInt8], origin: Origin, receivedAt: Timestamp? = nil) {
        self.source = source
        self.origin = origin
        self.receivedAt = receivedAt
        message = Result { () throws(ReadError) in try MessageReader.read(source) }
    }
}

extension Arrival: CustomStringConvertible {
    package var description: String { "Arrival(\(source.count) bytes, redacted)" }
}

/// What became of a message that arrived.
package enum Intake: Sendable, Equatable {
    /// One email per lead that it concerns; of a delivery report, the emails that it is about.
    case kept([ID])
    /// Here already, from another folder or mailbox, or sent by ourselves.
    case known([ID])
    case leftOut(LeftOut)
    /// No message at all. Trying again won't help.
    case unreadable(String)

    package enum LeftOut: String, Sendable {
        /// Nobody in it is a contact.
        case noContact = "no_contact"
        /// Only co-workers.
        case internalMail = "internal"
        /// It was deleted here.
        case deleted
        case draft
        /// A delivery report about no mail of ours.
        case foreignReport = "foreign_report"
    }
}
