import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Accepts connections, and ends them so that nobody is cut off who has begun to ask.
///
/// At the word to stop, no new connection is taken: with a socket from outside they wait for the next process
/// in the kernel's queue. Those that are open may still ask for a moment, since their request may be on its
/// way; then the idle ones are closed, and the others after their answer.
struct Listener<Connection: ServerChildChannel> where Connection.Value == HTTP1Channel.Value {
    private let connections: Connection
    private let address: ListenAddress
    private let socket: Int32?
    private let logger: Logger
    private let open = OpenConnections()

    init(connections: Connection, address: ListenAddress, socket: Int32?, logger: Logger) {
        self.connections = connections
        self.address = address
        self.socket = socket
        self.logger = logger
    }

    func run(onListening: @Sendable (Int) -> Void) async throws {
        let arrivals = Arrivals()
        let server = try await bind(arrivals)
        onListening(server.localAddress?.port ?? address.port)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                try? await server.closeFuture.get()
                open.closeIdle(after: Self.lastRequests)
                await open.ended()
            } onGracefulShutdown: {
                arrivals.stop(server)
            }
        } onCancel: {
            server.close(promise: nil)
            open.closeAll()
        }
    }

    /// How long a connection may still send a request after the word to stop.
    private static var lastRequests: TimeAmount { .seconds(1) }

    private func bind(_ arrivals: Arrivals) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { $0.pipeline.addHandler(arrivals.first) }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { [connections, logger, open] channel in
                connections.setup(channel: channel, logger: logger).map { connection in
                    open.start(channel) { await connections.handle(value: connection, logger: logger) }
                }
            }
        let server =
            if let socket {
                try await bootstrap.withBoundSocket(socket).get()
            } else {
                try await bootstrap.bind(host: address.host, port: address.port).get()
            }
        try await server.pipeline.addHandler(arrivals.last).get()
        return server
    }
}

/// Counts the connections between the kernel's queue and their task. A server that closes while there are
/// some would hang up on people who have been let in.
private final class Arrivals: Sendable {
    private final class Door: ChannelInboundHandler, Sendable {
        typealias InboundIn = any Channel
        private let passed: @Sendable () -> Void

        init(passed: @escaping @Sendable () -> Void) { self.passed = passed }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            passed()
            context.fireChannelRead(data)
        }
    }

    private let onTheWay = Atomic(0)

    /// Stands before the bootstrap's own handler, `last` behind it.
    var first: some ChannelInboundHandler & Sendable { Door { self.onTheWay.add(1, ordering: .relaxed) } }
    var last: some ChannelInboundHandler & Sendable { Door { self.onTheWay.subtract(1, ordering: .relaxed) } }

    /// Takes nothing more out of the kernel's queue, and closes the server when everybody has arrived. One
    /// that was lost on the way is not waited for longer than two seconds.
    func stop(_ server: any Channel) {
        server.setOption(.autoRead, value: false).whenComplete { _ in
            self.closeWhenArrived(server, until: .now() + .seconds(2))
        }
    }

    private func closeWhenArrived(_ server: any Channel, until deadline: NIODeadline) {
        guard onTheWay.load(ordering: .relaxed) > 0, .now() < deadline else {
            return server.close(promise: nil)
        }
        server.eventLoop.scheduleTask(in: .milliseconds(5)) { self.closeWhenArrived(server, until: deadline) }
    }
}

/// The connections of this moment, each with its task.
private final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Not a child task: it begins on an event loop. `ended` waits for it.
    func start(_ channel: any Channel, _ body: @escaping @Sendable () async -> Void) {
        state.withLock { $0.channels[ObjectIdentifier(channel)] = channel }
        Task {
            await body()
            remove(channel)
        }
    }

    private func remove(_ channel: any Channel) {
        let waiter = state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            guard state.channels.isEmpty else { return nil as CheckedContinuation<Void, Never>? }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Closes those that wait for a request, and tells the others to close after their answer.
    func closeIdle(after wait: TimeAmount) {
        for channel in all {
            channel.eventLoop.scheduleTask(in: wait) {
                channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
            }
        }
    }

    func closeAll() { all.forEach { $0.close(promise: nil) } }

    /// Returns when none is left.
    func ended() async {
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if !state.channels.isEmpty { state.waiter = continuation }
                return state.channels.isEmpty
            }
            if isEmpty { continuation.resume() }
        }
    }

    private var all: [any Channel] { state.withLock { Array($0.channels.values) } }
}
