/// One SMTP connection without I/O: replies and events go in, actions come out. RFC 5321, 3207, 4954, 2920,
/// 3030.
///
/// A driver writes what `.send` holds, hands in each reply, and never decides anything about the protocol
/// itself.
package struct SMTPMachine: ~Copyable {
    package enum Action: Sendable, Equatable {
        /// Write these in one go, then wait for a reply.
        case send([SMTPCommand])
        /// A reply to something said earlier is still to come.
        case wait
        /// Begin the handshake; then call `tlsStarted()`.
        case startTLS
        /// The connection can take a mail.
        case ready
        /// Write the message dot-stuffed; then call `transmitting()`, write the final dot and wait for a
        /// reply.
        case sendBody
        /// Write BDAT with these bytes of the message and wait for a reply. Call `transmitting()` before the
        /// last one.
        case sendChunk(Range<Int>, isLast: Bool)
        /// The mail is over, one way or another. Look at `isReady` before the next one.
        case finished([RecipientOutcome])
        /// The connection is over.
        case fail(DeliveryFailure)
        case close
    }

    /// Where the conversation is.
    package enum State: Sendable, Equatable {
        case waitingForGreeting
        case waitingForHello, waitingForHelo
        case waitingForTLSReply, startingTLS
        case authenticating(AuthenticationStep)
        case ready
        case waitingForEnvelopeReplies, waitingForDataReply, sendingBody, waitingForChunkReply
        case waitingForFinalReply
        case quitting, closed
    }

    /// Which answer of the server AUTH waits for.
    package enum AuthenticationStep: Sendable, Equatable {
        case result, loginUsername, loginPassword, tokenResult
    }

    package internal(set) var state: State = .waitingForGreeting
    package internal(set) var capabilities = Capabilities()
    let account: SMTPAccount
    let usesChunking: Bool
    var isEncrypted: Bool
    /// The last transaction ended in the middle, so the next one begins with RSET.
    var needsReset = false
    var transaction: SMTPTransaction?
    /// For reports: what we said last outside of a transaction.
    var lastCommand = ""

    /// `usesChunking: false` for a relay that offers BDAT and then doesn't know it.
    package init(_ account: SMTPAccount, usesChunking: Bool = true) {
        self.account = account
        self.usesChunking = usesChunking
        self.isEncrypted = account.security == .tls
    }

    package var isReady: Bool { state == .ready }

    /// How far we are, for timeouts and reports.
    package var stage: DeliveryStage {
        switch state {
        case .waitingForGreeting: .greeting
        case .waitingForHello, .waitingForHelo: .hello
        case .waitingForTLSReply, .startingTLS: .tls
        case .authenticating: .auth
        case .waitingForEnvelopeReplies: transaction?.stage ?? .mail
        case .waitingForDataReply, .sendingBody, .waitingForChunkReply: .data
        case .waitingForFinalReply: .final
        case .ready, .quitting, .closed: .idle
        }
    }

    // MARK: - Events

    /// `unreadBytes`: what else had arrived with the reply. More than we asked for means that replies and commands no
    /// longer belong together, and a later "250" could be taken for the wrong recipient.
    package mutating func received(_ reply: Reply, unreadBytes: Int) -> Action {
        let isLastExpected: Bool = (transaction?.outstanding ?? 1) <= 1
        if state == .waitingForTLSReply, unreadBytes > 0 {
            return interrupted(
                .bytesBeforeTLS, "The server sent data between its answer to STARTTLS and the handshake.")
        }
        let action: Action = step(scrubbed(reply))
        guard isLastExpected, unreadBytes > 0 else { return action }
        switch action {
        case .finished, .fail, .close:
            state = .closed
            return action
        case .send, .wait, .startTLS, .ready, .sendBody, .sendChunk:
            return interrupted(.garbage, "The server said more than it was asked.")
        }
    }

    /// RFC 3207 §4.2: what was said in plain text is forgotten, whoever said it.
    package mutating func tlsStarted() -> Action {
        guard state == .startingTLS else { return interrupted(.tlsFailed, "The handshake came too early.") }
        isEncrypted = true
        capabilities = Capabilities()
        return hello()
    }

    /// Begins a mail on a ready connection. What the server can't carry is refused without a word to it.
    package mutating func begin(_ envelope: SMTPEnvelope) -> Action {
        guard state == .ready else {
            let failure = failure(.connectionLost, "The connection is not ready for a mail.")
            return .finished(envelope.recipients.map { _ in failure.outcome })
        }
        var transaction = SMTPTransaction(envelope, capabilities, host: account.host, needsReset: needsReset)
        guard transaction.hasUndecided else { return .finished(transaction.outcomes(otherwise: nil)) }
        needsReset = false
        state = .waitingForEnvelopeReplies
        let commands: [SMTPCommand] = transaction.nextCommands()
        self.transaction = transaction
        return .send(commands)
    }

    /// The caller wrote down that the next bytes may make the server take the mail.
    package mutating func transmitting() { state = .waitingForFinalReply }

    /// Only a ready connection says goodbye; any other is dropped.
    package mutating func quit() -> Action {
        guard state == .ready else { return close() }
        state = .quitting
        return say(.quit)
    }

    /// The line broke, time ran out, or somebody stopped us.
    package mutating func interrupted(_ reason: DeliveryFailure.Reason, _ message: String) -> Action {
        fail(failure(reason, message))
    }

    // MARK: - Steps

    mutating func step(_ reply: Reply) -> Action {
        switch state {
        case .waitingForGreeting:
            return reply.code == 220 ? hello() : refused(reply)
        case .waitingForHello:
            return helloAnswered(reply)
        case .waitingForHelo:
            guard reply.code == 250 else { return refused(reply) }
            capabilities = Capabilities()
            return secured()
        case .waitingForTLSReply:
            guard reply.code == 220 else { return tlsRefused(reply) }
            state = .startingTLS
            return .startTLS
        case .authenticating(let step):
            return authenticationAnswered(step, reply)
        case .waitingForEnvelopeReplies:
            return envelopeAnswered(reply)
        case .waitingForDataReply:
            return dataAnswered(reply)
        case .waitingForChunkReply:
            return chunkAnswered(reply)
        case .waitingForFinalReply:
            return finallyAnswered(reply)
        case .sendingBody:
            return answeredTooEarly(reply)
        case .ready, .startingTLS:
            return reply.code == 421 ? refused(reply) : unexpected(reply)
        case .quitting, .closed:
            return close()
        }
    }

    mutating func hello() -> Action {
        state = .waitingForHello
        return say(.ehlo(account.helloName))
    }

    mutating func helloAnswered(_ reply: Reply) -> Action {
        if reply.code == 250 {
            capabilities = Capabilities(reply)
            return secured()
        }
        guard reply.isPermanent else { return refused(reply) }
        state = .waitingForHelo
        return say(.helo(account.helloName))
    }

    /// EHLO is through. TLS if it is configured and not there yet: never plain text instead.
    mutating func secured() -> Action {
        guard account.security == .starttls, !isEncrypted else { return authenticate() }
        guard capabilities.startTLS else {
            return interrupted(
                .tlsRequired, "The server doesn't offer STARTTLS, but the account requires it.")
        }
        state = .waitingForTLSReply
        return say(.startTLS)
    }

    mutating func tlsRefused(_ reply: Reply) -> Action {
        guard reply.code != 421 else { return refused(reply) }
        var failure = DeliveryFailure(stage: .tls, host: account.host, command: lastCommand, reply: reply)
        failure.reason = .tlsRequired
        return fail(failure)
    }
}
