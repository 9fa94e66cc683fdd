/// Watching the open mailbox.
extension IMAPSession {
    /// Waits until something happens in the open mailbox, the time is up or `stopIdling()` is called; says
    /// what happened, if anything. Renews IDLE in time and finds out when the line is dead. Without IDLE it
    /// asks now and then.
    package func idle(for limit: Duration) async throws(IMAPFailure) -> [IdleEvent] {
        guard machine.mailbox != nil else { throw notOpen(.idle) }
        await takeTurn()
        defer { endTurn() }
        defer { idleMachine = nil }
        guard unreported.isEmpty else {
            defer { unreported = [] }
            return unreported
        }
        allowLiterals(64 * 1024)
        let start: ContinuousClock.Instant = .now
        idleMachine = IdleMachine(idleSettings, hasIdle: machine.capabilities.idle, now: .zero, end: limit)
        let ending: Result<[IdleEvent], IMAPFailure> = await withTaskCancellationHandler {
            await watch(since: start)
        } onCancel: {
            abort()
        }
        unreported = []
        switch ending {
        case .success(let events): return events
        case .failure(let failure):
            if failure.endsSession { abort() }
            throw failure
        }
    }

    /// Makes a running `idle` return soon, politely, so that the connection can be used.
    package func stopIdling() {
        idleMachine?.stop()
        wakeUp()
    }

    /// Whether the server watches the mailbox for us right now.
    package var isIdling: Bool { machine.state == .idling }

    private func watch(since start: ContinuousClock.Instant) async -> Result<[IdleEvent], IMAPFailure> {
        var now: Duration { ContinuousClock.now - start }
        var next: IdleMachine.Action? = idleMachine?.start(at: now)
        while let action = next {
            do throws(IMAPFailure) {
                switch action {
                case .idle:
                    try await begin(since: start)
                    next = idleMachine?.began(at: now)
                case .wait(let end):
                    try await wait(until: end, since: start)
                    next =
                        machine.state == .ready && idleMachine?.isWatching == true
                        ? idleMachine?.ended(at: now) : idleMachine?.waited(at: now)
                case .done:
                    try await finish(machine.endIdle(), since: start)
                    next = idleMachine?.ended(at: now)
                case .probe:
                    try await finish(machine.begin(.noop), since: start)
                    next = idleMachine?.probed(at: now)
                case .finish(let events):
                    return .success(events)
                }
            } catch {
                return .failure(error)
            }
        }
        return .success([])
    }

    private func begin(since start: ContinuousClock.Instant) async throws(IMAPFailure) {
        let action: IMAPMachine.Action = await advance(machine.begin(.idle)) { hear($0, since: start) }
        guard action != .idling else { return }
        _ = try result(action)
        throw lost
    }

    private func finish(
        _ action: IMAPMachine.Action, since start: ContinuousClock.Instant
    ) async throws(IMAPFailure) {
        _ = try result(await advance(action) { hear($0, since: start) })
    }

    /// Until there is data, the moment came, or somebody woke us.
    private func wait(until end: Duration, since start: ContinuousClock.Instant) async throws(IMAPFailure) {
        let rest: Duration = max(.zero, end - (ContinuousClock.now - start))
        do {
            if !hasResponses { try await fill(.init(silence: rest, total: rest, mayBeEmpty: true)) }
        } catch {
            _ = try result(interrupted(error))
        }
        while hasResponses {
            switch await step(.wait) {
            case .deliver(let data): hear(data, since: start)
            case .wait: break
            // Some servers end IDLE by themselves after a while.
            case .finished: return
            case .fail(let failure), .refused(let failure): throw failure
            case .send, .startTLS, .ready, .idling, .close: throw lost
            }
        }
    }

    private func hear(_ data: ServerData, since start: ContinuousClock.Instant) {
        idleMachine?.heard(data, at: ContinuousClock.now - start)
    }
}
