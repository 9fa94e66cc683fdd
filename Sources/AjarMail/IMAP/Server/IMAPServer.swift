import NIOCore

/// An IMAP server on one address, for mailboxes of ours: the sandbox shows what it has taken as a provider
/// would.
package final class IMAPServer: Sendable {
    private let listener: MailListener
    private let mailboxes: any OfferedMailboxes

    /// Clients in IDLE say nothing for 29 minutes (RFC 2177).
    package init(host: String, port: Int, mailboxes: any OfferedMailboxes) {
        listener = MailListener(
            host: host, port: port, limit: 200, idle: .seconds(1900), busy: "* BYE Too many connections")
        self.mailboxes = mailboxes
    }

    /// Listens, and says on which port: 0 asks the system for a free one.
    package func start() async throws -> Int {
        try await listener.start { [mailboxes] inbound, outbound in
            let conversation = IMAPConversation(mailboxes, outbound)
            let changes = mailboxes.changes()
            try await conversation.greet()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in changes { try await conversation.changed() }
                }
                for try await buffer in inbound {
                    guard try await conversation.read(buffer.readableBytesView) else { break }
                }
                group.cancelAll()
            }
        }
    }

    /// Hangs up on everybody.
    package func stop() async { await listener.stop() }
}
