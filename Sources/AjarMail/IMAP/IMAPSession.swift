import NIOCore
import NIOSSL

/// One connection to somebody's mailboxes: plain code around the machine, from the greeting to LOGOUT.
///
/// It runs on its connection's event loop, so there is no thread per session and no hop per response.
/// Commands of several callers run one after the other. Cancelling a caller drops the line: half a command
/// can't be taken back.
package actor IMAPSession {
    private static let blockSize: Int = 64 * 1024

    nonisolated package let account: IMAPAccount
    nonisolated private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    nonisolated private let channel: any Channel
    private let bound: NIOLoopBound<IMAPHandler>
    private let tls: NIOSSLContext?
    let timeouts: IMAPTimeouts
    let idleSettings: IdleMachine.Settings
    var machine: IMAPMachine
    /// Responses that were parsed and not looked at yet.
    private var inbox: ArraySlice<IMAPResponse> = []
    private var unreadBytes = 0
    private var isBusy = false
    private var waiters: [CheckedContinuation<Void, Never>] = []
    /// What happened in the mailbox while other commands ran; the next `idle` tells it.
    var unreported: [IdleEvent] = []
    var idleMachine: IdleMachine?

    init(
        channel: any Channel, handler: NIOLoopBound<IMAPHandler>, account: IMAPAccount, tls: NIOSSLContext?,
        timeouts: IMAPTimeouts, idle: IdleMachine.Settings
    ) {
        self.channel = channel
        self.executor = channel.eventLoop.executor
        self.bound = handler
        self.account = account
        self.tls = tls
        self.timeouts = timeouts
        self.idleSettings = idle
        self.machine = IMAPMachine(account)
    }

    package var capabilities: IMAPCapabilities { machine.capabilities }
    /// The open mailbox, kept up to date with what the server says beside its answers.
    package var mailbox: SelectedMailbox? { machine.mailbox }
    package var isUsable: Bool { machine.state != .closed && channel.isActive }

    /// Drops the line, from any task.
    nonisolated package func abort() { channel.close(mode: .all, promise: nil) }

    /// Says goodbye, and waits only a moment for the answer.
    package func logOut() async {
        await takeTurn()
        defer { endTurn() }
        let action: IMAPMachine.Action = machine.logOut()
        if machine.state == .loggingOut { _ = await advance(action) { _ in } }
        abort()
    }

    func introduce() async throws(IMAPFailure) {
        await takeTurn()
        defer { endTurn() }
        switch await guarded(.wait) {
        case .ready: return
        case .fail(let failure), .refused(let failure): throw failure
        case .send, .wait, .startTLS, .deliver, .idling, .finished, .close:
            throw lost
        }
    }

    // MARK: - Commands

    /// Runs one command. `data` sees what the server tells on the way.
    @discardableResult
    func run(
        _ command: IMAPCommand, literals: Int = 64 * 1024, _ data: (ServerData) -> Void = { _ in }
    ) async throws(IMAPFailure) -> ResponseText {
        await takeTurn()
        defer { endTurn() }
        allowLiterals(literals)
        let ending: IMAPMachine.Action = await guarded(machine.begin(command)) { found in
            noteEvent(found, of: command)
            data(found)
        }
        return try result(ending)
    }

    func result(_ ending: IMAPMachine.Action) throws(IMAPFailure) -> ResponseText {
        switch ending {
        case .finished(let text): return text
        case .refused(let failure), .fail(let failure): throw failure
        case .send, .wait, .startTLS, .ready, .deliver, .idling, .close: throw lost
        }
    }

    func allowLiterals(_ size: Int) {
        var limits = ResponseLimits()
        limits.literals = size
        bound.value.limits = limits
    }

    /// Messages that came or went are news, whatever command they came with.
    func noteEvent(_ data: ServerData, of command: IMAPCommand) {
        guard command.stage != .select, unreported.count < 1000 else { return }
        switch IdleEvent(data) {
        case .exists, .expunged: unreported.append(contentsOf: IdleEvent(data).map { [$0] } ?? [])
        case .vanished:
            if case .vanished(_, isEarlier: false) = data, let event = IdleEvent(data) {
                unreported.append(event)
            }
        case .flagsChanged, nil: break
        }
    }

    var lost: IMAPFailure {
        IMAPFailure(
            stage: machine.stage, reason: .connectionLost, host: account.host,
            message: "The connection is closed.")
    }

    // MARK: - One after the other

    func takeTurn() async {
        while isBusy { await withCheckedContinuation { waiters.append($0) } }
        isBusy = true
    }

    func endTurn() {
        isBusy = false
        if !waiters.isEmpty { waiters.removeFirst().resume() }
    }

    // MARK: - The conversation

    /// Goes on until the command is over. A failure, and being cancelled, drops the line.
    func guarded(
        _ first: IMAPMachine.Action, _ data: (ServerData) -> Void = { _ in }
    ) async -> IMAPMachine.Action {
        let ending: IMAPMachine.Action = await withTaskCancellationHandler {
            await advance(first, data)
        } onCancel: {
            abort()
        }
        if case .fail = ending { abort() }
        return ending
    }

    /// Does what the machine says until the command is over, or IDLE has begun.
    func advance(
        _ first: IMAPMachine.Action, _ data: (ServerData) -> Void
    ) async -> IMAPMachine.Action {
        var action: IMAPMachine.Action = first
        while true {
            action = await step(action)
            switch action {
            case .deliver(let found):
                data(found)
                action = .wait
            case .send, .wait, .startTLS: break
            case .ready, .idling, .finished, .refused, .fail, .close: return action
            }
        }
    }

    /// One action: words are written, a response is awaited; whatever else is the caller's.
    func step(_ action: IMAPMachine.Action) async -> IMAPMachine.Action {
        switch action {
        case .send(let words):
            do {
                try await write(words)
                return .wait
            } catch {
                return await broken(error)
            }
        case .wait: return await listen()
        case .startTLS: return await startTLS()
        case .ready, .deliver, .idling, .finished, .refused, .fail, .close: return action
        }
    }

    var hasResponses: Bool { !inbox.isEmpty }

    private func listen() async -> IMAPMachine.Action {
        if inbox.isEmpty {
            do {
                try await fill(patience)
            } catch {
                return interrupted(error)
            }
        }
        guard let response = inbox.popFirst() else { return .wait }
        return machine.received(response, hasMore: !inbox.isEmpty || unreadBytes > 0)
    }

    /// Fetches what the handler has, or waits for it.
    func fill(_ patience: IMAPHandler.Patience) async throws {
        let batch: IMAPBatch = try await bound.value.nextBatch(patience, on: channel.eventLoop).get()
        inbox = batch.responses[...]
        unreadBytes = batch.unreadBytes
    }

    func wakeUp() { bound.value.wakeUp() }

    private var patience: IMAPHandler.Patience {
        switch machine.stage {
        case .greeting, .capability, .connect, .tls, .introduction:
            .init(silence: timeouts.greeting, total: timeouts.greeting)
        case .authentication: .init(silence: timeouts.authentication, total: timeouts.authentication)
        case .idle, .noop: .init(silence: timeouts.probe, total: timeouts.probe)
        case .logout: .init(silence: timeouts.logout, total: timeouts.logout)
        case .list, .select, .status, .fetch, .search, .store, .copy, .move, .expunge, .append, .ready:
            .init(silence: timeouts.silence, total: timeouts.response)
        }
    }

    // MARK: - The wire

    private func startTLS() async -> IMAPMachine.Action {
        guard let tls else { return machine.interrupted(.tlsFailed, "TLS is not set up.") }
        do {
            // The last look before the handshake: what came in plain text must not be read as if it were
            // secret.
            guard bound.value.unreadBytes == 0, inbox.isEmpty else {
                throw WireError(.bytesBeforeTLS, "The server sent data before the handshake.")
            }
            let secure = try Connector.tlsHandler(tls, host: account.host)
            try channel.pipeline.syncOperations.addHandler(secure, position: .first)
            return machine.tlsStarted()
        } catch {
            return interrupted(error)
        }
    }

    /// Done when the bytes left this machine; a server that doesn't read makes it fail.
    private func write(_ words: IMAPWords) async throws {
        var held = ByteBuffer()
        for piece in words.pieces {
            if piece.count + held.readableBytes <= Self.blockSize {
                held.writeBytes(piece)
                continue
            }
            try await write(held)
            held = ByteBuffer()
            for start in stride(from: 0, to: piece.count, by: Self.blockSize) {
                try await write(ByteBuffer(bytes: piece[start..<min(start + Self.blockSize, piece.count)]))
            }
        }
        try await write(held)
    }

    private func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        let (channel, loop) = (channel, channel.eventLoop)
        let promise: EventLoopPromise<Void> = loop.makePromise()
        let deadline = loop.scheduleTask(in: TimeAmount(timeouts.block)) {
            promise.fail(WireError(.timeout, "The server does not read what we write."))
            channel.close(mode: .all, promise: nil)
        }
        channel.writeAndFlush(buffer).whenComplete { result in
            deadline.cancel()
            promise.completeWith(result)
        }
        try await promise.futureResult.get()
    }

    /// A write failed. Often the server said why before it hung up, and what broke the line says more than
    /// the write.
    private func broken(_ error: any Error) async -> IMAPMachine.Action {
        try? await fill(.init(silence: .zero, total: .zero, mayBeEmpty: true))
        while let response = inbox.popFirst() {
            if case .fail(let failure) = machine.received(response, hasMore: false) { return .fail(failure) }
        }
        return interrupted(bound.value.failure ?? error)
    }

    func interrupted(_ error: any Error) -> IMAPMachine.Action {
        let cause = WireError(error)
        return machine.interrupted(
            Task.isCancelled ? .cancelled : IMAPFailure.Reason(cause.reason), cause.message)
    }
}
