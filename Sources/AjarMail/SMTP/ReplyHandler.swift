import NIOCore
import NIOSSL

/// Why the wire of a connection gives no reply. What it means for a mail is the machine's business.
struct WireError: Error, Sendable {
    let reason: DeliveryFailure.Reason
    let message: String

    init(_ reason: DeliveryFailure.Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    init(_ error: any Error) {
        switch error {
        case let error as WireError: self = error
        case NIOSSLError.uncleanShutdown: self.init(.connectionLost, "The server closed the connection.")
        case is NIOSSLExtraError: self.init(.certificate, "The server's certificate belongs to another host.")
        case is NIOSSLError, is BoringSSLError: self.init(tls: error)
        case ChannelError.connectTimeout: self.init(.timeout, "The server did not answer the call.")
        case is ChannelError: self.init(.connectionLost, "The connection is closed.")
        case is IOError: self.init(.connectionLost, "The connection broke (\(error)).")
        case _: self.init(.connectionLost, "The connection broke.")
        }
    }

    private init(tls error: any Error) {
        let details = String(describing: error)
        if details.contains("CERTIFICATE_VERIFY_FAILED") {
            self.init(
                .certificate, "The server's certificate is not trusted, has expired or names another host.")
        } else {
            self.init(.tlsFailed, "The TLS handshake failed: \(details.prefix(300))")
        }
    }
}

/// A reply, and how much had arrived behind it.
struct ReceivedReply: Sendable {
    let reply: Reply
    let unreadBytes: Int
}

/// Frames replies and nothing else. It reads ahead a little, so that a server that hangs up is noticed, and
/// stops reading when nobody fetches what is there: a server that never ends costs us one buffer.
///
/// Everything here happens on the channel's event loop.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let readAheadLimit: Int = 64 * 1024

    private var parser = ReplyParser()
    private var waiter: EventLoopPromise<ReceivedReply>?
    private var deadline: Scheduled<Void>?
    /// Once the wire is broken it stays broken.
    private(set) var failure: WireError?
    private var isReading = false
    private var context: ChannelHandlerContext?

    // MARK: - For the session

    /// The next reply; there is only ever one who waits.
    func nextReply(within limit: Duration, on loop: any EventLoop) -> EventLoopFuture<ReceivedReply> {
        let promise: EventLoopPromise<ReceivedReply> = loop.makePromise()
        waiter = promise
        deliver()
        if waiter != nil {
            let handler = NIOLoopBound(self, eventLoop: loop)
            deadline = loop.scheduleTask(in: TimeAmount(limit)) {
                handler.value.fail(WireError(.timeout, "The server gave no reply in time."))
            }
            readMore()
        }
        return promise.futureResult
    }

    /// Nothing arrived that nobody asked for, and the line is up.
    var isQuiet: Bool { failure == nil && parser.unreadBytes == 0 && !parser.isInsideReply && context != nil }
    var isBroken: Bool { failure != nil || context == nil }
    var unreadBytes: Int { parser.unreadBytes }

    /// The server's last words after a broken write: why it hung up.
    func lastWords() -> Reply? { try? parser.next() }

    func fail(_ error: WireError) {
        failure = failure ?? error
        deliver()
    }

    // MARK: - Channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { readMore() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        fail(WireError(.connectionLost, "The connection is closed."))
    }

    func channelActive(context: ChannelHandlerContext) {
        readMore()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard failure == nil else { return }
        parser.append(unwrapInboundIn(data).readableBytesView)
        deliver()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        readMore()
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(WireError(.connectionLost, "The server closed the connection."))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(WireError(error))
        context.close(promise: nil)
    }

    // MARK: - Both

    private func readMore() {
        guard !isReading, failure == nil, parser.unreadBytes < Self.readAheadLimit, let context else {
            return
        }
        isReading = true
        context.read()
    }

    /// What was said before the line broke still counts.
    private func deliver() {
        guard let waiter else { return }
        do throws(ReplyError) {
            if let reply = try parser.next() {
                finish().succeed(ReceivedReply(reply: reply, unreadBytes: parser.unreadBytes))
            } else if let failure {
                finish().fail(failure)
            }
        } catch {
            let garbage = WireError(.garbage, "The server's answer is no SMTP reply (\(error)).")
            failure = failure ?? garbage
            finish().fail(garbage)
            context?.close(promise: nil)
        }
        func finish() -> EventLoopPromise<ReceivedReply> {
            self.waiter = nil
            deadline?.cancel()
            deadline = nil
            return waiter
        }
    }
}
