import NIOCore

/// An SMTP or LMTP server on one address: for the sandbox, which takes mail for anybody and lets nothing out,
/// and for a mail server that hands over what is ours.
///
/// The mail is ours when `onMessage` has accepted it, not before; only then does the client hear 250.
package final class SMTPReceiver: Sendable {
    private let listener: MailListener
    private let dialect: ReceiverMachine.Dialect
    private let limits: ReceiverLimits
    private let onRecipient: @Sendable (Address, _ sender: Address?) async -> ReceiverVerdict
    private let onMessage: @Sendable (ReceivedMail) async -> [ReceiverVerdict]

    package convenience init(
        host: String = "127.0.0.1", port: Int = 0, limits: ReceiverLimits = ReceiverLimits(),
        onRecipient: @escaping @Sendable (Address, _ sender: Address?) async -> ReceiverVerdict = { _, _ in
            .accept
        },
        onMessage: @escaping @Sendable (ReceivedMail) async -> ReceiverVerdict
    ) {
        self.init(.smtp, host, port, limits, onRecipient) { [await onMessage($0)] }
    }

    /// Gives a verdict for each recipient of a mail, in their order.
    package static func lmtp(
        host: String, port: Int, limits: ReceiverLimits,
        onRecipient: @escaping @Sendable (Address, _ sender: Address?) async -> ReceiverVerdict,
        onMessage: @escaping @Sendable (ReceivedMail) async -> [ReceiverVerdict]
    ) -> SMTPReceiver {
        SMTPReceiver(.lmtp, host, port, limits, onRecipient, onMessage)
    }

    private init(
        _ dialect: ReceiverMachine.Dialect, _ host: String, _ port: Int, _ limits: ReceiverLimits,
        _ onRecipient: @escaping @Sendable (Address, _ sender: Address?) async -> ReceiverVerdict,
        _ onMessage: @escaping @Sendable (ReceivedMail) async -> [ReceiverVerdict]
    ) {
        self.dialect = dialect
        listener = MailListener(
            host: host, port: port, limit: limits.connections, idle: limits.idle, lifetime: limits.lifetime,
            busy: "421 4.7.0 Too many connections")
        self.limits = limits
        self.onRecipient = onRecipient
        self.onMessage = onMessage
    }

    /// Listens, and says on which port: 0 asks the system for a free one.
    package func start() async throws -> Int {
        try await listener.start { inbound, outbound in try await self.converse(inbound, outbound) }
    }

    /// Hangs up on everybody.
    package func stop() async { await listener.stop() }

    /// Whom clients talk to: a name that is nobody's in the world.
    private static let name = "ajar.localdomain"

    private func converse(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        var machine = ReceiverMachine(name: Self.name, dialect: dialect, limits: limits)
        guard try await answer(&machine, outbound) else { return }
        for try await buffer in inbound {
            machine.append(buffer.readableBytesView)
            guard try await answer(&machine, outbound) else { return }
        }
    }

    /// Says all there is to say now, in one write. False: the conversation is over.
    private func answer(
        _ machine: inout ReceiverMachine, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Bool {
        var replies = ByteBuffer()
        var isOpen = true
        while isOpen, let action = machine.next() {
            switch action {
            case .reply(let text): replies.writeString(text + "\r\n")
            case .recipient(let address, let sender):
                machine.recipientAnswered(await onRecipient(address, sender))
            case .mail(let mail): machine.mailAnswered(await onMessage(mail))
            case .close: isOpen = false
            }
        }
        if replies.readableBytes > 0 { try await outbound.write(replies) }
        return isOpen
    }
}
