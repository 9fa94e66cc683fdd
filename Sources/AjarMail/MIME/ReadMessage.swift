package import AjarCore

/// A received message, decoded. It holds what a mail said; whether any of it is true is another question.
package struct ReadMessage: Sendable {
    /// All of them, in order, values decoded and unfolded.
    package var headers: [ReadHeader] = []
    package var from: Address?
    package var sender: Address?
    package var replyTo: [Address] = []
    package var to: [Address] = []
    package var cc: [Address] = []
    /// Only in the copies of our own Sent folder.
    package var bcc: [Address] = []
    package var subject: String = ""
    package var date: Timestamp?
    package var messageID: MessageID?
    package var inReplyTo: MessageID?
    package var references: [MessageID] = []
    /// The type of the whole, such as `multipart/report`, without parameters.
    package var contentType: String = "text/plain"
    package var text: String?
    package var html: String?
    package var attachments: [ReadAttachment] = []
    /// RFC 3834: a machine answered, or nobody should answer it.
    package var isAutoReply = false
    /// There were more parts, or deeper ones, than we read.
    package var isTruncated = false

    package init() {}

    /// The first header of that name, in any case.
    package func header(_ name: String) -> String? {
        let folded: String = name.lowercased()
        return headers.first { $0.name.lowercased() == folded }?.value
    }
}

extension ReadMessage: CustomStringConvertible {
    package var description: String { "ReadMessage(\(messageID?.bracketed ?? "no id"), redacted)" }
}

/// One field as it was sent, decoded.
package struct ReadHeader: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A part that is not the text of the message. Attached messages are not opened; their bytes are here.
package struct ReadAttachment: Sendable {
    /// What the sender calls it: no directories, never empty.
    package var filename: String
    package var contentType: String
    /// Without angle brackets.
    package var contentID: String?
    package var isInline: Bool
    package var data: [UInt8]

    package var size: Int { data.count }
}

extension ReadAttachment: CustomStringConvertible {
    package var description: String { "ReadAttachment(\(contentType), \(size) bytes)" }
}

/// Why bytes can't be read as a message.
package enum ReadError: Error, Sendable, Equatable {
    case empty
    case tooLarge
    /// More or longer headers than any honest mail has.
    case tooManyHeaders
    /// So many multiparts that only an attacker would write them.
    case tooManyParts
    /// Not even one header.
    case unreadable
}

/// How much of a message we are willing to hold.
package struct ReadLimits: Sendable, Hashable {
    package static let `default`: ReadLimits = ReadLimits()

    package var bytes: Int = 150 << 20
    package var parts: Int = 500
    package var depth: Int = 30
    package var headers: Int = 1000
    package var headerBytes: Int = 1 << 20

    package init() {}
}
