/// How a conversation ends, and what that means for the mail that was under way.
extension SMTPMachine {
    mutating func say(_ command: SMTPCommand) -> Action {
        lastCommand = command.label
        return .send([command])
    }

    /// The server said no, and the connection is of no further use.
    mutating func refused(_ reply: Reply) -> Action {
        guard reply.isTransient || reply.isPermanent else { return unexpected(reply) }
        return fail(
            DeliveryFailure(stage: stage, host: account.host, command: command, reply: reply), isReply: true)
    }

    mutating func unexpected(_ reply: Reply) -> Action {
        var failure = failure(.garbage, reply.lines.joined(separator: " "))
        failure.code = reply.code
        return fail(failure)
    }

    /// Whoever has no outcome yet gets this one. After the final dot, only an answer tells what became of the
    /// mail.
    mutating func fail(_ failure: DeliveryFailure, isReply: Bool = false) -> Action {
        defer { state = .closed }
        guard let transaction else { return .fail(failure) }
        let isUnknown: Bool = state == .waitingForFinalReply && !isReply
        self.transaction = nil
        return .finished(transaction.outcomes(otherwise: isUnknown ? .unknown(failure) : failure.outcome))
    }

    mutating func close() -> Action {
        state = .closed
        return .close
    }

    func failure(_ reason: DeliveryFailure.Reason, _ message: String) -> DeliveryFailure {
        let isAboutTLS: Bool = reason == .certificate || reason == .tlsFailed
        return DeliveryFailure(
            stage: isAboutTLS ? .tls : stage, reason: reason, host: account.host, command: command,
            message: message)
    }

    var command: String { transaction?.lastCommand?.label ?? lastCommand }
}
