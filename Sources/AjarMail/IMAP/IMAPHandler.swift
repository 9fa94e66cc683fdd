import NIOCore
import NIOSSL

/// Responses that arrived together.
struct IMAPBatch: Sendable {
    var responses: [IMAPResponse] = []
    /// Bytes that came behind them.
    var unreadBytes = 0
}

/// Frames responses and nothing else. It reads ahead a little, so that a server that hangs up is noticed, and
/// stops reading when nobody fetches what is there: a server that never ends costs us one buffer.
///
/// Everything here happens on the channel's event loop.
final class IMAPHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let readAheadLimit: Int = 256 * 1024
    private static let batchCount: Int = 256
    private static let batchBytes: Int = 512 * 1024

    /// How long to wait, and what that means.
    struct Patience: Sendable {
        /// Without a single byte.
        var silence: Duration
        /// For one response, however it drips.
        var total: Duration
        /// Afterwards there is an empty batch instead of a failure: nothing happened, which is an answer too.
        var mayBeEmpty = false
    }

    private var parser = ResponseParser()
    private var waiter: EventLoopPromise<IMAPBatch>?
    private var deadline: Scheduled<Void>?
    /// Once the wire is broken it stays broken.
    private(set) var failure: WireError?
    private var isReading = false
    private var lastRead: NIODeadline = .now()
    private var context: ChannelHandlerContext?

    // MARK: - For the session

    /// The next responses, one at least unless the wait may be empty; there is only ever one who waits.
    func nextBatch(_ patience: Patience, on loop: any EventLoop) -> EventLoopFuture<IMAPBatch> {
        let promise: EventLoopPromise<IMAPBatch> = loop.makePromise()
        waiter = promise
        deliver()
        if waiter != nil {
            lastRead = .now()
            watch(patience, until: .now() + TimeAmount(patience.total), on: loop)
            readMore()
        }
        return promise.futureResult
    }

    /// What the running command may answer. Counts from the next byte on.
    var limits: ResponseLimits {
        get { parser.limits }
        set { parser.limits = newValue }
    }

    var isBroken: Bool { failure != nil || context == nil }
    var unreadBytes: Int { parser.unreadBytes }

    /// Whoever waits gets an empty batch.
    func wakeUp() {
        guard waiter != nil else { return }
        finish()?.succeed(IMAPBatch())
    }

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
        lastRead = .now()
        unwrapInboundIn(data).withUnsafeReadableBytes { parser.append($0) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        deliver()
        readMore()
        context.fireChannelReadComplete()
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
        guard !isReading, failure == nil, let context else { return }
        // A literal may be larger than what is read ahead; but then somebody waits for it.
        guard waiter != nil || parser.unreadBytes < Self.readAheadLimit else { return }
        isReading = true
        context.read()
    }

    private func watch(_ patience: Patience, until end: NIODeadline, on loop: any EventLoop) {
        let handler = NIOLoopBound(self, eventLoop: loop)
        let limit: NIODeadline = min(end, lastRead + TimeAmount(patience.silence))
        deadline = loop.scheduleTask(deadline: limit) {
            let now: NIODeadline = .now()
            let handler: IMAPHandler = handler.value
            if now < end, now < handler.lastRead + TimeAmount(patience.silence) {
                handler.watch(patience, until: end, on: loop)
            } else if patience.mayBeEmpty {
                handler.wakeUp()
            } else {
                handler.fail(WireError(.timeout, "The server gave no answer in time."))
            }
        }
    }

    /// What was said before the line broke still counts.
    private func deliver() {
        guard waiter != nil else { return }
        var batch = IMAPBatch()
        let before: Int = parser.unreadBytes
        do throws(IMAPSyntaxError) {
            while batch.responses.count < Self.batchCount, before - parser.unreadBytes < Self.batchBytes,
                let response = try parser.next()
            {
                batch.responses.append(response)
                // What comes behind counts even when it makes no sense: it must not pass for nothing.
                batch.unreadBytes = parser.unreadBytes
            }
        } catch {
            failure = failure ?? WireError(.garbage, "The server's answer is no IMAP response (\(error)).")
            // Closing tells about itself at once, so it comes last: what was read before still counts.
            defer { context?.close(promise: nil) }
            return finish(batch)
        }
        finish(batch)
    }

    private func finish(_ batch: IMAPBatch) {
        if !batch.responses.isEmpty {
            finish()?.succeed(batch)
        } else if let failure {
            finish()?.fail(failure)
        }
    }

    private func finish() -> EventLoopPromise<IMAPBatch>? {
        defer { waiter = nil }
        deadline?.cancel()
        deadline = nil
        return waiter
    }
}
