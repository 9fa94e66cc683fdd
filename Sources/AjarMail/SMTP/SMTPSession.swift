import NIOCore
import NIOPosix
import NIOSSL

/// One connection to a relay: plain code around the machine, from the first call to QUIT.
///
/// Only one task uses it at a time; it belongs to whoever took it out of the `Relay`.
actor SMTPSession {
    static let blockSize: Int = 64 * 1024

    private let channel: any Channel
    private let handler: NIOLoopBound<ReplyHandler>
    private let account: SMTPAccount
    private let timeouts: SMTPTimeouts
    private let tls: NIOSSLContext?
    private var machine: SMTPMachine
    /// How many mails went over this connection.
    private(set) var mails = 0
    private(set) var didTransmit = false

    private init(
        channel: any Channel, handler: NIOLoopBound<ReplyHandler>, account: SMTPAccount,
        connector: Connector, timeouts: SMTPTimeouts, usesChunking: Bool
    ) {
        self.channel = channel
        self.handler = handler
        self.account = account
        self.timeouts = timeouts
        self.tls = connector.tls
        self.machine = SMTPMachine(account, usesChunking: usesChunking)
    }

    /// Calls, greets, secures and signs in.
    static func open(
        _ account: SMTPAccount, _ connector: Connector, timeouts: SMTPTimeouts, usesChunking: Bool
    ) async throws(DeliveryFailure) -> SMTPSession {
        let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
        let session: SMTPSession
        do {
            let handler = try await loop.submit { NIOLoopBound(ReplyHandler(), eventLoop: loop) }.get()
            let channel: any Channel = try await connector.connect(handler: handler, on: loop)
            session = SMTPSession(
                channel: channel, handler: handler, account: account, connector: connector,
                timeouts: timeouts, usesChunking: usesChunking)
        } catch {
            let cause = WireError(error)
            throw DeliveryFailure(
                stage: .connect, reason: cause.reason, host: account.host, message: cause.message)
        }
        if let failure = await session.introduce() { throw failure }
        return session
    }

    private func introduce() async -> DeliveryFailure? {
        let ending: SMTPMachine.Action = await withTaskCancellationHandler {
            await run(.wait)
        } onCancel: {
            abort()
        }
        switch ending {
        case .fail(let failure):
            abort()
            return failure
        case .ready:
            return nil
        case .send, .wait, .startTLS, .sendBody, .sendChunk, .finished, .close:
            abort()
            return DeliveryFailure(
                stage: .greeting, reason: .garbage, host: account.host, message: "No conversation.")
        }
    }

    // MARK: - For the relay

    var capabilities: Capabilities { machine.capabilities }

    /// Whether another mail can go over this connection.
    var isReusable: Bool {
        get async {
            guard machine.isReady, channel.isActive else { return false }
            return (try? await onLoop { handler, loop in loop.makeSucceededFuture(handler.isQuiet) }) ?? false
        }
    }

    /// `message` with normal line ends.
    func deliver(
        _ envelope: SMTPEnvelope, _ message: [UInt8], willTransmit: @Sendable () async throws -> Void
    ) async -> [RecipientOutcome] {
        mails += 1
        didTransmit = false
        let ending: SMTPMachine.Action = await withTaskCancellationHandler {
            await run(machine.begin(envelope), message: message, willTransmit: willTransmit)
        } onCancel: {
            abort()
        }
        if !machine.isReady { abort() }
        switch ending {
        case .finished(let outcomes):
            return outcomes
        case .fail(let failure):
            return envelope.recipients.map { _ in failure.outcome }
        case .send, .wait, .startTLS, .ready, .sendBody, .sendChunk, .close:
            let failure = DeliveryFailure(
                stage: .idle, reason: .connectionLost, host: account.host,
                message: "The connection is closed.")
            return envelope.recipients.map { _ in failure.outcome }
        }
    }

    /// Says goodbye, and waits only a moment for the answer.
    func quit() async {
        _ = await run(machine.quit())
        abort()
    }

    /// Drops the line, from any task.
    nonisolated func abort() { channel.close(mode: .all, promise: nil) }

    /// An unused connection says QUIT by itself after a while. Cancel the result before using it again.
    nonisolated func retire(after limit: Duration) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { [channel] in
            channel.writeAndFlush(ByteBuffer(string: SMTPCommand.quit.wire), promise: nil)
            channel.close(mode: .all, promise: nil)
        }
    }

    // MARK: - The conversation

    /// Does what the machine says until a mail, or everything, is over.
    private func run(
        _ first: SMTPMachine.Action, message: [UInt8] = [],
        willTransmit: @Sendable () async throws -> Void = {}
    ) async -> SMTPMachine.Action {
        var action: SMTPMachine.Action = first
        while true {
            switch action {
            case .send(let commands):
                action = await say(Array(commands.map(\.wire).joined().utf8))
            case .wait:
                action = await listen()
            case .startTLS:
                action = await startTLS()
            case .sendBody:
                action = await send(body: message, willTransmit)
            case .sendChunk(let range, let isLast):
                action = await send(chunk: message[range], isLast: isLast, willTransmit)
            case .ready, .finished, .fail, .close:
                return action
            }
        }
    }

    private func say(_ bytes: [UInt8]) async -> SMTPMachine.Action {
        do {
            try await write(bytes)
        } catch {
            return await broken(error)
        }
        return await listen()
    }

    private func listen() async -> SMTPMachine.Action {
        let limit: Duration = timeout
        do {
            let received = try await onLoop { handler, loop in handler.nextReply(within: limit, on: loop) }
            return machine.received(received.reply, unreadBytes: received.unreadBytes)
        } catch {
            return interrupted(error)
        }
    }

    private func startTLS() async -> SMTPMachine.Action {
        guard let tls else { return machine.interrupted(.tlsFailed, "TLS is not set up.") }
        let (channel, host) = (channel, account.host)
        do {
            try await onLoop { handler, loop in
                loop.makeCompletedFuture {
                    // The last look before the handshake: what came in plain text must not be read as if it
                    // were secret.
                    guard handler.unreadBytes == 0 else {
                        throw WireError(.bytesBeforeTLS, "The server sent data before the handshake.")
                    }
                    let secure = try Connector.tlsHandler(tls, host: host)
                    try channel.pipeline.syncOperations.addHandler(secure, position: .first)
                }
            }
            return machine.tlsStarted()
        } catch {
            return interrupted(error)
        }
    }

    private func send(
        body message: [UInt8], _ willTransmit: @Sendable () async throws -> Void
    ) async -> SMTPMachine.Action {
        var atLineStart = true
        var start = 0
        do {
            while start < message.count {
                let end: Int = min(start + Self.blockSize, message.count)
                try await write(DotStuffing.encode(message[start..<end], atLineStart: &atLineStart))
                start = end
                // A server that doesn't want the rest says so now; it would be rude and slow to finish first.
                if try await onLoop({ handler, loop in loop.makeSucceededFuture(!handler.isQuiet) }) {
                    return await listen()
                }
            }
        } catch {
            return await broken(error)
        }
        return await transmit(DotStuffing.end, willTransmit)
    }

    private func send(
        chunk: ArraySlice<UInt8>, isLast: Bool, _ willTransmit: @Sendable () async throws -> Void
    ) async -> SMTPMachine.Action {
        let bytes: [UInt8] = Array(SMTPCommand.chunk(size: chunk.count, isLast: isLast).wire.utf8) + chunk
        return isLast ? await transmit(bytes, willTransmit) : await say(bytes)
    }

    /// If we die before `willTransmit` returns, the server can't have the mail; after that, only its reply
    /// tells.
    private func transmit(
        _ bytes: [UInt8], _ willTransmit: @Sendable () async throws -> Void
    ) async -> SMTPMachine.Action {
        do {
            try await willTransmit()
            try Task.checkCancellation()
        } catch {
            return machine.interrupted(
                Task.isCancelled ? .cancelled : .notTransmitted,
                "The delivery was stopped before its last byte.")
        }
        didTransmit = true
        machine.transmitting()
        return await say(bytes)
    }

    // MARK: - The wire

    private var timeout: Duration {
        switch machine.stage {
        case .connect, .tls: timeouts.connect
        case .greeting: timeouts.greeting
        case .hello: timeouts.hello
        case .auth: timeouts.auth
        case .mail: timeouts.mail
        case .rcpt: timeouts.recipient
        case .data: timeouts.data
        case .final: timeouts.final
        case .idle: timeouts.quit
        }
    }

    /// Done when the bytes left this machine; a server that doesn't read makes it fail.
    private func write(_ bytes: [UInt8]) async throws {
        let (channel, limit) = (channel, timeouts.block)
        try await onLoop { _, loop in
            let promise: EventLoopPromise<Void> = loop.makePromise()
            let deadline = loop.scheduleTask(in: TimeAmount(limit)) {
                promise.fail(WireError(.timeout, "The server does not read what we write."))
                channel.close(mode: .all, promise: nil)
            }
            channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenComplete { result in
                deadline.cancel()
                promise.completeWith(result)
            }
            return promise.futureResult
        }
    }

    /// A write failed. Often the server said why before it hung up, and what broke the line says more than
    /// the write.
    private func broken(_ error: any Error) async -> SMTPMachine.Action {
        let known: (Reply?, WireError?)? = try? await onLoop { handler, loop in
            loop.makeSucceededFuture((handler.lastWords(), handler.failure))
        }
        if let words = known?.0 { return machine.received(words, unreadBytes: 0) }
        return interrupted(known?.1 ?? error)
    }

    private func interrupted(_ error: any Error) -> SMTPMachine.Action {
        let cause = WireError(error)
        return machine.interrupted(Task.isCancelled ? .cancelled : cause.reason, cause.message)
    }

    private func onLoop<Value: Sendable>(
        _ body: @escaping @Sendable (ReplyHandler, any EventLoop) -> EventLoopFuture<Value>
    ) async throws -> Value {
        let (handler, loop) = (handler, channel.eventLoop)
        return try await loop.flatSubmit { body(handler.value, loop) }.get()
    }
}
