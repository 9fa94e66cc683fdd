package import AjarCore
package import AjarMail
import AjarResource
import Crypto

/// A message that has come to us, read but not yet judged. Made before the transaction: reading takes its
/// time.
package struct Arrival: Sendable {
    /// How it came.
    package enum Origin: Sendable {
        case mailbox(account: ID, role: FolderRole, isSeen: Bool)
        /// Handed over by a mail server, on its way to these addresses of ours.
        case lmtp(recipients: [Address])
        case imported
    }

    /// What a folder is for, as far as it matters here.
    package enum FolderRole: String, Sendable { case inbox, sent, archive, other }

    package let source: [UInt8]
    package let origin: Origin
    package let receivedAt: Timestamp?
    package let message: Result<ReadMessage, ReadError>
    /// The same for every copy of a message, wherever it was delivered.
    let key: String
    /// The email that it makes, on no lead yet.
    let email: Record

    package init(source: [UInt8], origin: Origin, receivedAt: Timestamp? = nil) {
        self.source = source
        self.origin = origin
        self.receivedAt = receivedAt
        do throws(ReadError) {
            let read = try MessageReader.read(source)
            message = .success(read)
            key = Self.key(of: read)
            email = Self.email(of: read)
        } catch {
            message = .failure(error)
            key = ""
            email = Record(EmailActivity.resource.layout)
        }
    }

    private static func email(of message: ReadMessage) -> Record {
        typealias Email = EmailActivity
        var email = Record(Email.resource.layout)
        email[Email.sender] = message.from?.formatted
        email[Email.to] = message.to.prefix(500).map(\.formatted)
        email[Email.cc] = message.cc.prefix(500).map(\.formatted)
        email[Email.bcc] = message.bcc.prefix(500).map(\.formatted)
        email[Email.subject] = StoredText.line(message.subject, max: 1000)
        email[Email.bodyText] = StoredText.body(message.text)
        email[Email.bodyHTML] = StoredText.body(message.html)
        email[Email.messageID] = message.messageID?.text
        email[Email.messageIDs] = message.messageID.map { [$0.text] } ?? []
        email[Email.inReplyTo] = message.inReplyTo?.text
        email[Email.references] = message.references.suffix(50).map(\.text)
        email[Email.isAutoreply] = message.isAutoReply
        return email
    }

    package var messageID: MessageID? { (try? message.get())?.messageID }

    /// A Message-ID alone would let anybody hide a mail behind one that was sent before, so author and date
    /// go with it. What relays and lists add to headers and bodies must not: copies differ in it.
    private static func key(of message: ReadMessage) -> String {
        var text = "\(message.from?.folded ?? "")\n\(message.date?.micros ?? 0)\n"
        if let id = message.messageID {
            text += id.text
        } else {
            let people = (message.to + message.cc).map(\.folded).joined(separator: ",")
            text += "\n\(people)\n\(message.subject)\n\(message.text ?? message.html ?? "")"
        }
        return SHA256.hash(data: Array(text.utf8)).prefix(16).map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
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
        /// It doesn't say whom it is from.
        case noSender = "no_sender"
        /// A report of a mail server, about no mail of ours or with nothing to tell.
        case report
    }
}
