/// One mail on a ready connection: envelope, body, outcome.
extension SMTPMachine {
    mutating func envelopeAnswered(_ reply: Reply) -> Action {
        guard reply.code != 421, let command = transaction?.answered(reply) else { return refused(reply) }
        if command == .reset, !reply.isPositive { return refused(reply) }
        guard let transaction else { return unexpected(reply) }
        guard reply.isPositive || reply.isTransient || reply.isPermanent else { return unexpected(reply) }
        guard transaction.outstanding == 0 else { return .wait }
        guard transaction.hasUndecided else { return finish(resetLater: true) }
        if let commands = self.transaction?.nextCommands(), !commands.isEmpty { return .send(commands) }
        return capabilities.chunking && usesChunking ? nextChunk() : sayData()
    }

    mutating func sayData() -> Action {
        state = .waitingForDataReply
        transaction?.lastCommand = .data
        return .send([.data])
    }

    mutating func dataAnswered(_ reply: Reply) -> Action {
        if reply.code == 354 {
            state = .sendingBody
            return .sendBody
        }
        guard reply.code != 421, reply.isTransient || reply.isPermanent else { return refused(reply) }
        return finish(reply, resetLater: true)
    }

    mutating func nextChunk() -> Action {
        guard let chunk = transaction?.nextChunk() else {
            return interrupted(.garbage, "There is no mail under way.")
        }
        state = .waitingForChunkReply
        return .sendChunk(chunk.range, isLast: chunk.isLast)
    }

    mutating func chunkAnswered(_ reply: Reply) -> Action {
        if reply.code == 250 { return nextChunk() }
        // The rest of the message has not been sent; only a new connection is sure not to take it for
        // commands.
        return refused(reply)
    }

    mutating func finallyAnswered(_ reply: Reply) -> Action {
        switch reply.code {
        case 421: return refused(reply)
        // It doesn't know BDAT, so it may take the message for commands: nothing more is said on this line.
        case 500...504 where transaction?.isChunked == true: return refused(reply)
        case 200..<300, 400..<600: return finish(reply, resetLater: false)
        case _: return unexpected(reply)
        }
    }

    /// While we were still writing: the server lost patience. Half a message is on the wire, so nothing can
    /// follow it.
    mutating func answeredTooEarly(_ reply: Reply) -> Action {
        reply.isTransient || reply.isPermanent ? refused(reply) : unexpected(reply)
    }

    mutating func finish(_ reply: Reply? = nil, resetLater: Bool) -> Action {
        var answer: RecipientOutcome?
        if let reply { answer = outcome(reply) }
        let outcomes: [RecipientOutcome] = transaction?.outcomes(otherwise: answer) ?? []
        transaction = nil
        needsReset = resetLater
        state = .ready
        return .finished(outcomes)
    }

    func outcome(_ reply: Reply) -> RecipientOutcome {
        guard !reply.isPositive else { return .accepted(reply) }
        return DeliveryFailure(stage: stage, host: account.host, command: command, reply: reply).outcome
    }
}
