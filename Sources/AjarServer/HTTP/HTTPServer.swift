import AjarCore
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import NIOPosix
import ServiceLifecycle

/// Listens, and gives each request to the front door. Hummingbird's connections without its application:
/// nothing is made per request that nobody reads.
struct HTTPServer: Service {
    let front: Front
    let address: ListenAddress
    let socket: Int32?
    let logger: Logger
    let onListening: @Sendable (Int) -> Void

    /// So long may a connection be silent, between requests and inside of one.
    private static let idle: TimeAmount = .seconds(75)

    func run() async throws {
        let date = HTTPDate(clock: front.environs.clock)
        let channel = OnLoop(
            inner: HTTP1Channel(
                responder: { [front] request, writer, channel in
                    let answer = await front.answer(to: request, ConnectionContext(channel))
                    let (head, body) = answer.response(isHead: request.method == .head, date: date.text)
                    try await writer.write(response: head, body: body)
                }, configuration: Self.channel))
        try await Listener(connections: channel, address: address, socket: socket, logger: logger)
            .run(onListening: onListening)
    }

    private static var channel: HTTP1Channel.Configuration {
        HTTP1Channel.Configuration(
            idleTimeout: idle,
            httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: 32 * 1024, maxHeaderListSize: 64 * 1024, maxHeaderFieldCount: 200))
    }
}

/// A connection whose code runs on its own event loop, so that a request doesn't change threads to be read
/// and written.
private struct OnLoop: ServerChildChannel {
    let inner: HTTP1Channel

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        inner.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await withTaskExecutorPreference(LoopExecutor(loop: value.channel.eventLoop)) {
            await inner.handle(value: value, logger: logger)
        }
    }
}

/// Runs tasks on an event loop. What takes long or waits has to go elsewhere: the database does, passwords
/// do.
private final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
