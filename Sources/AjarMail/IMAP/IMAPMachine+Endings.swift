/// What servers say unasked, and how a conversation ends.
extension IMAPMachine {
    mutating func heard(_ data: ServerData) -> Action {
        if case .notice(let notice, let text) = data {
            if state == .waitingForGreeting { return greeted(notice, text) }
            if notice == .bye { return state == .loggingOut ? .wait : fail(refusal(.bye, text)) }
            if case .capability(let told) = text.code { know(told) }
        }
        switch state {
        case .waitingForGreeting: return interrupted(.garbage, "The server did not begin with a greeting.")
        case .waitingForCapabilities, .waitingForTLSReply, .authenticating, .identifying, .enabling, .ready:
            note(data)
            return .wait
        case .running, .idling, .endingIdle:
            note(data)
            return .deliver(data)
        case .startingTLS: return interrupted(.bytesBeforeTLS, "The server sent data before the handshake.")
        case .loggingOut, .closed: return .wait
        }
    }

    private mutating func note(_ data: ServerData) {
        switch data {
        case .capability(let told): know(told)
        case .enabled(let names): enabled.formUnion(names)
        case .notice, .list, .status, .flags, .exists, .recent, .expunge, .vanished, .fetch, .search, .other:
            if opening != nil { opening?.note(data) } else { mailbox?.note(data) }
        }
    }

    // MARK: - Endings

    /// The word a refusal came with.
    enum Refusal { case no, bad, bye }

    func refusal(_ condition: IMAPResponse.Condition, _ text: ResponseText) -> IMAPFailure {
        switch condition {
        case .ok, .no: refusal(Refusal.no, text)
        case .bad: refusal(Refusal.bad, text)
        }
    }

    func refusal(_ refusal: Refusal, _ text: ResponseText) -> IMAPFailure {
        let reason: IMAPFailure.Reason =
            switch refusal {
            case .no: .no
            case .bad: .bad
            case .bye: .bye
            }
        var failure = failure(reason, scrubbed(text.text))
        failure.code = text.code?.name
        return failure
    }

    /// Some servers repeat what they were told. Their words go into reports, so the password goes out of them
    /// first.
    private func scrubbed(_ text: String) -> String {
        let secrets: [String] = [credentials.revealed, account.secret.revealed]
        return secrets.reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: "(redacted)") }
    }

    func failure(_ reason: IMAPFailure.Reason, _ message: String) -> IMAPFailure {
        let isAboutTLS: Bool = reason == .certificate || reason == .tlsFailed
        return IMAPFailure(
            stage: isAboutTLS ? .tls : stage, reason: reason, host: account.host,
            command: running?.command.label ?? "", message: message)
    }

    mutating func fail(_ failure: IMAPFailure) -> Action {
        state = .closed
        running = nil
        mailbox = nil
        return .fail(failure)
    }

    mutating func close() -> Action {
        state = .closed
        mailbox = nil
        return .close
    }
}
