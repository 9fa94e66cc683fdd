package import AjarCore

/// A message before it has bytes. There is no Bcc here at all: hidden recipients exist on the envelope only.
package struct OutgoingMessage: Sendable {
    package var from: Address
    /// The account that really sends, if it is not the author.
    package var sender: Address?
    package var replyTo: [Address]
    package var to: [Address]
    package var cc: [Address]
    package var subject: String
    package var text: String?
    package var html: String?
    package var attachments: [OutgoingAttachment]
    /// Also the seed of the MIME boundaries: the same message is the same bytes, however often it is
    /// composed.
    package var messageID: MessageID
    package var inReplyTo: MessageID?
    package var references: [MessageID]
    package var date: Timestamp
    package var extraHeaders: [ExtraHeader]

    package init(
        from: Address, sender: Address? = nil, replyTo: [Address] = [], to: [Address] = [],
        cc: [Address] = [],
        subject: String = "", text: String? = nil, html: String? = nil,
        attachments: [OutgoingAttachment] = [],
        messageID: MessageID, inReplyTo: MessageID? = nil, references: [MessageID] = [], date: Timestamp,
        extraHeaders: [ExtraHeader] = []
    ) {
        self.from = from
        self.sender = sender
        self.replyTo = replyTo
        self.to = to
        self.cc = cc
        self.subject = subject
        self.text = text
        self.html = html
        self.attachments = attachments
        self.messageID = messageID
        self.inReplyTo = inReplyTo
        self.references = references
        self.date = date
        self.extraHeaders = extraHeaders
    }
}

extension OutgoingMessage: CustomStringConvertible {
    package var description: String { "OutgoingMessage(\(messageID.bracketed), redacted)" }
}

/// A file that travels with a message, or a picture inside its HTML.
package struct OutgoingAttachment: Sendable {
    package var filename: String
    package var contentType: String
    /// What `cid:` in the HTML refers to, without angle brackets.
    package var contentID: String?
    package var isInline: Bool
    package var data: [UInt8]

    package init(
        filename: String, contentType: String, contentID: String? = nil, isInline: Bool = false, data: [UInt8]
    ) {
        self.filename = filename
        self.contentType = contentType
        self.contentID = contentID
        self.isInline = isInline
        self.data = data
    }
}

extension OutgoingAttachment: CustomStringConvertible {
    package var description: String { "OutgoingAttachment(\(contentType), \(data.count) bytes)" }
}

/// One header beside the standard ones, such as `List-Unsubscribe`.
package struct ExtraHeader: Sendable, Hashable {
    package let name: HeaderName
    package let value: HeaderValue

    package init(_ name: HeaderName, _ value: HeaderValue) {
        self.name = name
        self.value = value
    }
}
