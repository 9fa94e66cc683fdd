import NIOCore
import NIOPosix
import Synchronization

/// An SMTP server on one address: for the sandbox, which takes mail for anybody and lets nothing out.
///
/// The mail is ours when `onMessage` has accepted it, not before; only then does the client hear 250.
package final class SMTPReceiver: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private struct Running {
        var listener: any Channel
        var service: Task<Void, Never>
    }

    private let host: String
    private let port: Int
    private let limits: ReceiverLimits
    private let onRecipient: @Sendable (Address, _ sender: Address?) async -> ReceiverVerdict
    private let onMessage: @Sendable (ReceivedMail) async -> ReceiverVerdict
    private let running: Mutex<Running?> = Mutex(nil)
    private let connections: Atomic<Int> = Atomic(0)

    package init(
        host: String = "127.0.0.1", port: Int = 0, limits: ReceiverLimits = ReceiverLimits(),
        onRecipient: @escaping @Sendable (Address, _ sender: Address?) async -> ReceiverVerdict = { _, _ in
            .accept
        },
        onMessage: @escaping @Sendable (ReceivedMail) async -> ReceiverVerdict
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.onRecipient = onRecipient
        self.onMessage = onMessage
    }

    /// Listens, and says on which port: 0 asks the system for a free one.
    package func start() async throws -> Int {
        let idle = TimeAmount(limits.idle)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(readTimeout: idle))
                    try channel.pipeline.syncOperations.addHandler(HangUpWhenIdle())
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        // The one task of this object; `stop()` ends it and waits for it.
        let service = Task { await self.serve(listener) }
        running.withLock { $0 = Running(listener: listener.channel, service: service) }
        return listener.channel.localAddress?.port ?? port
    }

    /// Hangs up on everybody.
    package func stop() async {
        let running: Running? = running.withLock { value in
            defer { value = nil }
            return value
        }
        guard let running else { return }
        running.listener.close(promise: nil)
        running.service.cancel()
        await running.service.value
    }

    private func serve(_ listener: NIOAsyncChannel<Connection, Never>) async {
        await withDiscardingTaskGroup { group in
            try? await listener.executeThenClose { incoming in
                for try await connection in incoming {
                    group.addTask { try? await self.converse(connection) }
                }
            }
            group.cancelAll()
        }
    }

    private func converse(_ connection: Connection) async throws {
        let count: Int = connections.add(1, ordering: .relaxed).newValue
        defer { connections.subtract(1, ordering: .relaxed) }
        try await connection.executeThenClose { inbound, outbound in
            guard count <= limits.connections else {
                try await outbound.write(ByteBuffer(string: "421 4.7.0 Too many connections\r\n"))
                return
            }
            var machine = ReceiverMachine(name: "ajar.sandbox", limits: limits)
            guard try await answer(&machine, outbound) else { return }
            for try await buffer in inbound {
                machine.append(buffer.readableBytesView)
                guard try await answer(&machine, outbound) else { return }
            }
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

/// A client that says nothing for minutes has gone.
private final class HangUpWhenIdle: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.close(promise: nil)
        } else {
            context.fireUserInboundEventTriggered(event)
        }
    }
}
