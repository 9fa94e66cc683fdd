package import NIOCore
import NIOPosix
import Synchronization

/// One port on which we are the server: takes connections, not too many, and hangs up on all of them when it
/// stops.
package final class MailListener: Sendable {
    package typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private struct Running {
        var listener: any Channel
        var service: Task<Void, Never>
    }

    private let host: String
    private let port: Int
    private let limit: Int
    private let idle: Duration
    private let lifetime: Duration
    private let busy: String
    private let running: Mutex<Running?> = Mutex(nil)
    private let connections: Atomic<Int> = Atomic(0)

    /// More connections than `limit` hear `busy`. One that says nothing for the time of `idle`, or that is
    /// there for longer than `lifetime`, is closed.
    package init(
        host: String, port: Int, limit: Int, idle: Duration, lifetime: Duration = .seconds(86_400),
        busy: String
    ) {
        self.host = host
        self.port = port
        self.limit = limit
        self.idle = idle
        self.lifetime = lifetime
        self.busy = busy
    }

    /// Listens, and says on which port: 0 asks the system for a free one.
    package func start(
        _ converse:
            @escaping @Sendable (
                NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
            ) async throws -> Void
    ) async throws -> Int {
        let idle = TimeAmount(idle)
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
        let service = Task { await self.serve(listener, converse) }
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

    private func serve(
        _ listener: NIOAsyncChannel<Connection, Never>,
        _ converse:
            @escaping @Sendable (
                NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
            ) async throws -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            try? await listener.executeThenClose { incoming in
                for try await connection in incoming {
                    group.addTask {
                        let count: Int = self.connections.add(1, ordering: .relaxed).newValue
                        defer { self.connections.subtract(1, ordering: .relaxed) }
                        let channel = connection.channel
                        let end = channel.eventLoop.scheduleTask(in: TimeAmount(self.lifetime)) {
                            channel.close(promise: nil)
                        }
                        defer { end.cancel() }
                        try? await connection.executeThenClose { inbound, outbound in
                            guard count <= self.limit else {
                                return try await outbound.write(ByteBuffer(string: self.busy + "\r\n"))
                            }
                            try await converse(inbound, outbound)
                        }
                    }
                }
            }
            group.cancelAll()
        }
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
