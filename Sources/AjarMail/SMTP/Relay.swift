package import NIOCore
import NIOSSL

/// The connections to everybody's relays: reused while they are warm, limited per account, always closed in
/// the end.
package actor Relay {
    /// How many lines, how long, how often.
    package struct Limits: Sendable, Hashable {
        /// At first, and at most.
        package var connectionsPerAccount: ClosedRange<Int> = 4...16
        package var mailsPerConnection: Int = 100
        package var idle: Duration = .seconds(30)

        package init() {}
    }

    private let timeouts: SMTPTimeouts
    private let limits: Limits
    private let addressPolicy: @Sendable (SocketAddress) -> Bool
    private var lines: [SMTPAccount: Lines] = [:]
    private let contexts: TLSContexts
    private var lastTicket = 0
    private var isClosed = false

    /// What one account has: warm connections, and who uses them or waits for one.
    private struct Lines {
        var idle: [(session: SMTPSession, retirement: Scheduled<Void>, until: ContinuousClock.Instant)] = []
        var turns: RelayTurns
        /// The relay offered BDAT once and didn't know it.
        var distrustsChunking = false
    }

    package init(
        timeouts: SMTPTimeouts = SMTPTimeouts(), limits: Limits = Limits(),
        contexts: TLSContexts = TLSContexts(),
        addressPolicy: @escaping @Sendable (SocketAddress) -> Bool = { !$0.isCloudMetadata }
    ) {
        self.timeouts = timeouts
        self.limits = limits
        self.contexts = contexts
        self.addressPolicy = addressPolicy
    }

    /// Sends one mail and says for each recipient, in order, what became of it. Never throws: a failure is an
    /// answer.
    ///
    /// `willTransmit` is awaited right before the bytes that could make the server take the mail. If it throws, the
    /// connection is dropped and nothing was sent. It may run twice when a relay turns out not to know BDAT.
    package func deliver(
        _ delivery: Delivery, willTransmit: @escaping @Sendable () async throws -> Void = {}
    ) async -> DeliveryResult {
        guard await waitForTurn(delivery.account) else {
            return failed(
                delivery,
                .init(stage: .connect, reason: .cancelled, host: delivery.account.host, message: "Stopped."))
        }
        let result = await send(delivery, willTransmit)
        lines[delivery.account]?.turns.leave(after: result)
        return result
    }

    /// Connects, secures and signs in, sends nothing: "test this account".
    package func verify(_ account: SMTPAccount) async -> Result<Capabilities, DeliveryFailure> {
        do throws(DeliveryFailure) {
            let session: SMTPSession = try await open(account)
            let capabilities: Capabilities = await session.capabilities
            await session.quit()
            return .success(capabilities)
        } catch {
            return .failure(error)
        }
    }

    /// Says goodbye on every warm connection. Mails under way end as they would have.
    package func close() async {
        isClosed = true
        var sessions: [SMTPSession] = []
        for account in lines.keys {
            lines[account]?.turns.dismissAll()
            for warm in lines[account]?.idle ?? [] {
                warm.retirement.cancel()
                sessions.append(warm.session)
            }
            lines[account]?.idle = []
        }
        await withDiscardingTaskGroup { group in
            for session in sessions { group.addTask { await session.quit() } }
        }
    }

    // MARK: - One try

    private func send(
        _ delivery: Delivery, _ willTransmit: @Sendable () async throws -> Void
    ) async -> DeliveryResult {
        let message: [UInt8] = DotStuffing.normalised(delivery.message)
        let envelope = SMTPEnvelope(
            sender: delivery.sender, recipients: delivery.recipients, message: message)
        if let session = await warmSession(delivery.account) {
            let result = await send(delivery.account, session, envelope, message, willTransmit)
            // It had died while nobody looked, and nothing was said that counts: that is nobody's failure.
            guard isStale(result) else { return result }
        }
        let result = await sendFresh(delivery, envelope, message, willTransmit)
        guard isChunkingRefused(result) else { return result }
        lines[delivery.account]?.distrustsChunking = true
        return await sendFresh(delivery, envelope, message, willTransmit)
    }

    private func sendFresh(
        _ delivery: Delivery, _ envelope: SMTPEnvelope, _ message: [UInt8],
        _ willTransmit: @Sendable () async throws -> Void
    ) async -> DeliveryResult {
        do throws(DeliveryFailure) {
            let session: SMTPSession = try await open(delivery.account)
            return await send(delivery.account, session, envelope, message, willTransmit)
        } catch {
            return failed(delivery, error)
        }
    }

    private func send(
        _ account: SMTPAccount, _ session: SMTPSession, _ envelope: SMTPEnvelope, _ message: [UInt8],
        _ willTransmit: @Sendable () async throws -> Void
    ) async -> DeliveryResult {
        let outcomes: [RecipientOutcome] = await session.deliver(
            envelope, message, willTransmit: willTransmit)
        let didTransmit: Bool = await session.didTransmit
        await keep(session, for: account)
        return DeliveryResult(outcomes: outcomes, didTransmit: didTransmit)
    }

    private func failed(_ delivery: Delivery, _ failure: DeliveryFailure) -> DeliveryResult {
        DeliveryResult(outcomes: delivery.recipients.map { _ in failure.outcome })
    }

    /// The line was gone, or the server said that it is about to be, before it had anything to say about this
    /// mail.
    private func isStale(_ result: DeliveryResult) -> Bool {
        guard !result.didTransmit, let failure = result.outcomes.first?.failure else { return false }
        let isEarly: Bool = failure.stage == .idle || failure.stage == .mail
        return isEarly && (failure.reason == .connectionLost || failure.code == 421)
    }

    private func isChunkingRefused(_ result: DeliveryResult) -> Bool {
        result.outcomes.contains { outcome in
            guard case .refused(let failure) = outcome, failure.command == "BDAT" else { return false }
            return (500...504).contains(failure.code ?? 0)
        }
    }

    // MARK: - Connections

    private func open(_ account: SMTPAccount) async throws(DeliveryFailure) -> SMTPSession {
        let connector = Connector(
            endpoint: Endpoint(host: account.host, port: account.port, security: account.security),
            timeout: timeouts.connect, tls: try context(for: account), addressPolicy: addressPolicy)
        let usesChunking: Bool = lines[account]?.distrustsChunking != true
        return try await SMTPSession.open(account, connector, timeouts: timeouts, usesChunking: usesChunking)
    }

    private func context(for account: SMTPAccount) throws(DeliveryFailure) -> NIOSSLContext? {
        guard account.security != .none else { return nil }
        do {
            return try contexts.context(additionalTrustRoots: account.additionalTrustRoots)
        } catch {
            throw DeliveryFailure(
                stage: .tls, reason: error.reason, host: account.host, message: error.message)
        }
    }

    private func warmSession(_ account: SMTPAccount) async -> SMTPSession? {
        while let warm = lines[account]?.idle.popLast() {
            warm.retirement.cancel()
            if await warm.session.isReusable { return warm.session }
            warm.session.abort()
        }
        return nil
    }

    private func keep(_ session: SMTPSession, for account: SMTPAccount) async {
        guard await session.isReusable else { return session.abort() }
        guard !isClosed, await session.mails < limits.mailsPerConnection else { return await session.quit() }
        forgetRetired()
        let retirement: Scheduled<Void> = session.retire(after: limits.idle)
        lines[account]?.idle.append((session, retirement, .now + limits.idle))
    }

    private func forgetRetired() {
        let now: ContinuousClock.Instant = .now
        for (account, line) in lines {
            if line.idle.contains(where: { $0.until < now }) {
                lines[account]?.idle.removeAll { $0.until < now }
            }
            let isUnused: Bool = line.turns.isFree && lines[account]?.idle.isEmpty == true
            if isUnused, !line.distrustsChunking { lines[account] = nil }
        }
    }

    // MARK: - Turns

    /// False: the relay is closed, or the task is.
    private func waitForTurn(_ account: SMTPAccount) async -> Bool {
        guard !isClosed, !Task.isCancelled else { return false }
        if lines[account] == nil { lines[account] = Lines(turns: RelayTurns(limits.connectionsPerAccount)) }
        guard lines[account]?.turns.enter() == false else { return true }
        lastTicket += 1
        let ticket: Int = lastTicket
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled {
                    continuation.resume(returning: false)
                } else {
                    lines[account]?.turns.wait(ticket) { continuation.resume(returning: $0) }
                }
            }
        } onCancel: {
            Task { await self.giveUp(ticket, account) }
        }
    }

    private func giveUp(_ ticket: Int, _ account: SMTPAccount) { lines[account]?.turns.giveUp(ticket) }
}
